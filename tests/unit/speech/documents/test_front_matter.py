"""What stands before a text in Markdown says what it is, and is not read."""

import pytest

from voicecloner.speech.documents.reading import read_here


def read(tmp_path, text):
    path = tmp_path / "story.md"
    path.write_bytes(text.encode())
    return read_here(path)


def heard(document):
    return " ".join(p.text for chapter in document.chapters for p in chapter.paragraphs)


@pytest.mark.parametrize(
    ("block", "title", "author", "language"),
    [
        ("---\ntitle: The Sea\nauthor: A. Writer\nlang: en-GB\n---\n", "The Sea", "A. Writer", "en-GB"),
        ("---\r\nTitle: 1984\r\nauthor: No\r\nlanguage: de_AT\r\n---\r\n", "1984", "No", "de-AT"),
        ("---\ntitle: >\n  A long\n  title\nauthor: [Ann, Ben]\n...\n", "A long title", "Ann, Ben", ""),
        ("---\ntitle: The sea: a story\nauthor: 'Ann'\n---\n", "The sea: a story", "Ann", ""),
        ("---\nauthors:\n  - name: Ann\n    orcid: 1\n  - name: Ben\nlang: English\n---\n", "story", "Ann, Ben", ""),
        ("---\ntitle:\n- type: main\n  text: The Sea\nlang: und\n---\n", "The Sea", "", ""),
        ("---\n---\n", "story", "", ""),
        (
            '+++\ntitle = "Le Phare"\nauthors = ["Ann", "Ben"]\nlang = "fr"\ndate = 2024-05-01\n+++\n',
            "Le Phare",
            "Ann, Ben",
            "fr",
        ),
    ],
    ids=["pandoc", "windows", "folded", "not quite right", "quarto", "typed", "empty", "hugo"],
)
def test_it_says_title_author_and_language_and_is_not_read(tmp_path, block, title, author, language):
    found = read(tmp_path, f"{block}\n# One\n\nIt was night.\n")
    assert (found.title, found.author, found.language) == (title, author, language)
    assert heard(found) == "One It was night."


@pytest.mark.parametrize(
    "text",
    ["---\n\nIt was night.\n\n---\n\nMorning came.\n", "---\nIt was night.\n", "+++\nno toml\n+++\n\nIt was night.\n"],
    ids=["lines that part scenes", "no end", "something else"],
)
def test_what_is_none_is_read(tmp_path, text):
    assert "It was night." in heard(read(tmp_path, text))


def test_what_is_built_to_fill_the_memory_does_no_harm(tmp_path):
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    found = read(tmp_path, f"---\na0: &a0 x\n{levels}title: *a29\n---\n\nIt was night.\n")
    assert (found.title, heard(found)) == ("story", "It was night.")
    nested = read(tmp_path, f"---\ntitle: {'[' * 9_000}\n---\n\nIt was night.\n")
    assert heard(nested) == "It was night."


@pytest.mark.parametrize(
    "block",
    ['---\ntitle: "\\U00110000"\n---\n', '---\ntitle: "\\UFFFFFFFF"\n---\n', f"+++\nedition = {'9' * 5_000}\n+++\n"],
    ids=["no character", "no number of a character", "a number without end"],
)
def test_what_its_reader_stumbles_over_costs_no_word_of_the_text(tmp_path, block):
    assert heard(read(tmp_path, f"{block}\nIt was night.\n")).endswith("It was night.")
