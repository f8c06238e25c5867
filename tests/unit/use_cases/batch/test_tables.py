"""Reading the tables that people write."""

import io
import json
import zipfile

import openpyxl
import pytest

from voicecloner.errors import BadTable, InvalidRequest, StorageError
from voicecloner.use_cases.batch.tables import SPOKEN, read_table


def read(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [(row.number, dict(row.cells)) for row in read_table(path, SPOKEN).rows]


def faults(path, content):
    with pytest.raises(BadTable) as refused:
        read(path, content)
    return refused.value.faults


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiter_and_encoding_are_found_out(tmp_path, delimiter, encoding):
    text = f'Text{delimiter}Voice\r\n"Grüße{delimiter} 語"{delimiter}Zoë\r\n'
    assert read(tmp_path / "a.csv", text.encode(encoding)) == [(2, {"text": f"Grüße{delimiter} 語", "voice": "Zoë"})]


def test_a_text_of_several_lines_is_one_row_and_the_next_has_its_own_number(tmp_path):
    rows = read(tmp_path / "a.csv", 'text,file\n"one\ntwo",a\n\nthree,b\n')
    assert rows == [(2, {"text": "one\ntwo", "file": "a"}), (5, {"text": "three", "file": "b"})]


def test_what_an_old_spreadsheet_wrote_is_read_and_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("text\nGrüße\n".encode("cp1252"))
    table = read_table(path, SPOKEN)
    assert table.rows[0].cells == {"text": "Grüße"}
    assert "Windows-1252" in table.notes[0]


def test_plain_lines_are_texts(tmp_path):
    assert read(tmp_path / "a.txt", "One, two.\n\n  Three.\n") == [(1, {"text": "One, two."}), (3, {"text": "Three."})]


def test_objects_have_numbers_and_options(tmp_path):
    line = {"text": "Hi.", "speed": 1.5, "seed": 3, "options": {"steps": 4}, "voice": None}
    rows = read(tmp_path / "a.jsonl", json.dumps(line) + "\n")
    assert rows == [(1, {"text": "Hi.", "speed": "1.5", "seed": "3", "option.steps": "4"})]


def workbook(rows):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_a_spreadsheet_is_read(tmp_path):
    content = workbook([["Text", "Seed", "file name"], ["Hello.", 7, "a"], [None, None, None], [12, 1.5, "b"]])
    assert read(tmp_path / "a.xlsx", content) == [
        (2, {"text": "Hello.", "seed": "7", "file": "a"}),
        (4, {"text": "12", "seed": "1.5", "file": "b"}),
    ]


@pytest.mark.parametrize("content", [b"", b"PK\3\4 no zip", b"text\nHi.\n"])
def test_what_is_no_spreadsheet_is_refused(tmp_path, content):
    with pytest.raises(InvalidRequest, match="spreadsheet"):
        read(tmp_path / "a.xlsx", content)


def changed(content, name, text):
    """The same workbook with another member."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, text if member == name else old.read(member))
    return target.getvalue()


def test_a_spreadsheet_whose_xml_grows_without_end_is_refused(tmp_path):
    sheet = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><worksheet>&c;</worksheet>'
    content = changed(workbook([["text"], ["Hi."]]), "xl/worksheets/sheet1.xml", sheet)
    with pytest.raises(InvalidRequest, match="not a spreadsheet that can be read"):
        read(tmp_path / "a.xlsx", content)


def test_a_spreadsheet_that_unpacks_to_fill_the_memory_is_refused(tmp_path):
    content = changed(workbook([["text"], ["Hi."]]), "xl/worksheets/sheet1.xml", b" " * (257 << 20))
    assert len(content) < 1 << 20
    with pytest.raises(InvalidRequest, match="not a spreadsheet that can be read"):
        read(tmp_path / "a.xlsx", content)


def test_cells_far_out_are_not_gone_to(tmp_path):
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"], book.active["A2"], book.active["XFD1048576"] = "text", "Hi.", "far"
    book.save(file)
    assert read(tmp_path / "a.xlsx", file.getvalue()) == [(2, {"text": "Hi."})]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", "txt,voice\nHi.,Anna\n", "Line 1: there is no column “txt”. Did you mean “text”?"),
        ("a.csv", "voice,file\nAnna,a\n", "Line 1: the column “text” is missing."),
        ("a.csv", "text,Text\nHi.,Anna\n", "Line 1: the column “text” is there twice."),
        ("a.csv", "text,voice\nHi, you.,Anna\n", "Line 2: there are more cells than columns"),
        ("a.csv", 'text\n"Hi.\n', "Line 2: a quote is opened and not closed"),
        ("a.jsonl", '{"text": "Hi."}\n{"text"\n', "Line 2: this is not JSON."),
        ("a.jsonl", "[1]\n", "Line 1: this is not a JSON object."),
        ("a.jsonl", '{"text": {"a": 1}}\n', 'Line 1: {"a": 1} is neither a text nor a number.'),
        ("a.jsonl", '{"text": "Hi.", "vioce": "Anna"}\n', "Line 1: there is no column “vioce”. Did you mean “voice”?"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, name, content, expected):
    (fault,) = faults(tmp_path / name, content)
    assert fault.startswith(expected)


def test_every_bad_line_is_told_at_once(tmp_path):
    found = faults(tmp_path / "a.jsonl", 'no\n{"text": "Hi."}\n{"txt": "Hi."}\n')
    assert [fault[:7] for fault in found] == ["Line 1:", "Line 3:"]


@pytest.mark.parametrize(("name", "content"), [("a.pdf", "x"), ("a.csv", ""), ("a.csv", "text\n"), ("a.txt", "\n")])
def test_a_table_without_lines_is_refused(tmp_path, name, content):
    with pytest.raises(InvalidRequest):
        read(tmp_path / name, content)


def test_what_is_no_text_is_refused(tmp_path):
    with pytest.raises(InvalidRequest, match="is not text"):
        read(tmp_path / "a.csv", b"text\n\xff\x00\x81")


def test_a_table_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StorageError, match="does not exist"):
        read_table(tmp_path / "a.csv", SPOKEN)
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(InvalidRequest, match="is not a file"):
        read_table(tmp_path / "b.csv", SPOKEN)
