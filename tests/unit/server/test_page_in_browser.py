"""The page is used in a real browser, with the mouse, the keyboard alone, and a microphone."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.support.browser import opened_browser, window
from tests.support.page_texts import page_texts, translations
from tests.support.service import TOKEN, served
from voicecloner.domain.consent import ConsentKind
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1600, "height": 900}
LOCALES = {"de": "de-AT", "es": "es-MX", "fr": "fr-FR", "zh": "zh-CN"}
LANGUAGE_TAGS = {"zh": "zh-Hans"}
LONG_NAME = "Anna of the very long name that has " + "nospaces" * 8


@pytest.fixture(scope="module")
def chrome(reference):
    with opened_browser(reference) as browser:
        yield browser


@pytest.fixture(scope="module", autouse=True)
def _voice_made_before(service, reference):
    """What makes voices has a thread, which is to be no test's own."""
    recording = {"audio_sample": ("zoe.wav", reference.read_bytes(), "audio/wav")}
    made = service.client.post("/v1/audio/voices", data={"name": "Zoe", "consent": "own"}, files=recording).json()
    service.client.delete(f"/v1/audio/voices/{made['voice_id']}")


@contextmanager
def opened(browser, service, **options):
    """The page, with its token; it is to have said nothing in the console when the block ends."""
    with window(browser, **options) as shown:
        shown.page.goto(f"{service.address}/#token={TOKEN}")
        shown.page.get_by_role("heading", name="Speak").wait_for()
        yield shown
        assert [line for line in shown.said if "Failed to load resource" not in line] == []  # refusals are said so


@pytest.fixture
def shown(chrome, service, anna):
    with opened(chrome, service) as shown:
        yield shown


@pytest.fixture
def page(shown):
    return shown.page


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def fill_new_voice(page, name, recording):
    page.get_by_label("Recordings of one person").set_input_files(recording)
    expect(page.locator("#review")).to_contain_text("a voice can be made of it")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("This is my own voice").check()


def test_a_voice_is_made_heard_and_deleted(shown, page, reference):
    fill_new_voice(page, "Ben", reference)
    expect(page.get_by_label("Review of the recording")).to_contain_text("checks passed")
    button(page, "Make the voice").click()
    expect(page.get_by_text("“Ben” is ready.")).to_be_visible()
    expect(page.get_by_text("2 of 30 voices.")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_be_focused()
    page.keyboard.type("Good morning.")
    button(page, "Speak").click()
    expect(page.locator("#speak-state")).to_contain_text("s of speech.")
    assert page.locator("#speak-again").evaluate("audio => audio.duration") > 0.3
    button(page, "Listen Ben").click()
    expect(button(page, "Listen Ben")).to_have_text("Listen")
    button(page, "Delete Ben").click()
    expect(page.get_by_role("dialog", name="Delete “Ben”?")).to_be_visible()
    button(page, "Delete").click()
    expect(page.get_by_text("1 of 30 voices.")).to_be_visible()
    assert shown.said == []


def test_a_voice_is_recorded_with_the_browsers_microphone(page):
    button(page, "Record").click()
    expect(page.get_by_role("heading", name="A morning by the lake")).to_be_visible()
    expect(page.locator("#record-words")).to_contain_text(
        re.compile(r"[3-9]\.\d\ss of 20\ss of speech"), timeout=30_000
    )
    assert page.locator("#record-level").evaluate("meter => meter.value") > -60
    button(page, "Stop recording").click()
    expect(page.locator("#review")).to_contain_text("Not usable: no voice can be made of it.")
    assert page.locator("#clone-heard").evaluate("audio => audio.duration") > 3


@pytest.mark.slow
def test_twenty_seconds_of_speech_are_enough(page):
    button(page, "Record").click()
    expect(page.locator("#record-words")).to_contain_text("enough", timeout=60_000)
    button(page, "Stop recording").click()
    expect(page.locator("#review")).to_contain_text("a voice can be made of it")
    page.get_by_label("Name", exact=True).fill("Recorded")
    page.get_by_label("This is my own voice").check()
    button(page, "Make the voice").click()
    expect(page.get_by_text("“Recorded” is ready.")).to_be_visible()
    button(page, "Delete Recorded").click()
    button(page, "Delete").click()
    expect(page.get_by_text("1 of 30 voices.")).to_be_visible()


def test_a_microphone_that_is_refused_is_said_in_words(page):
    page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError') } }"
    )
    button(page, "Record").click()
    expect(page.get_by_role("alert")).to_contain_text("may not use the microphone")
    expect(button(page, "Record")).to_be_enabled()


def test_the_sound_begins_before_all_of_it_is_made_and_stops(page, host, monkeypatch):
    says = host.synthesize

    def say_one_and_wait(*arguments, cancel):
        yield from says(*arguments, cancel=cancel)
        host.gate.clear()

    monkeypatch.setattr(host, "synthesize", say_one_and_wait)
    page.get_by_label("Text", exact=True).fill("This one is said. " * 30)
    button(page, "Speak").click()
    try:
        expect(page.locator("#speak-state")).to_have_text("Speaking …")
        expect(button(page, "Stop")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#speak-state")).to_have_text("Stopped.")
        expect(button(page, "Speak")).to_be_enabled()
    finally:
        host.gate.set()


@pytest.mark.parametrize(("title", "begins"), [("MP3", b"ID3"), ("WAV", b"RIFF"), ("FLAC", b"fLaC"), ("Opus", b"OggS")])
def test_what_was_said_is_saved_in_the_format_that_was_chosen(page, title, begins):
    page.get_by_label("Text", exact=True).fill("Good morning.")
    button(page, "Speak").click()
    page.get_by_label("Save as").select_option(title)
    with page.expect_download() as saved:
        button(page, "Download").click()
    assert saved.value.suggested_filename == f"speech.{title.lower()}"
    assert saved.value.path().read_bytes().startswith(begins)


def test_making_a_voice_is_cancelled(page, host, reference):
    fill_new_voice(page, "Carl", reference)
    host.gate.clear()
    try:
        button(page, "Make the voice").click()
        expect(page.locator("#clone-state")).to_have_text("Cloning …")
        expect(page.get_by_role("progressbar", name="Progress")).to_be_visible()
        button(page, "Cancel").click()
        expect(page.get_by_text("Cancelled. Nothing was kept.")).to_be_visible()
    finally:
        host.gate.set()
    expect(page.get_by_text("1 of 30 voices.")).to_be_visible()


def test_programmers_see_what_can_be_asked(shown, page):
    page.get_by_text("What can be asked").click()
    expect(page.get_by_role("heading", name="POST /v1/audio/speech")).to_be_visible()
    expect(page.locator("#interface-list")).to_contain_text("response_format mp3, opus, aac, flac, wav, pcm")
    expect(page.locator("#interface-list")).to_contain_text("audio_sample one or more: file, needed")
    assert shown.obstacles() == []


def test_voices_are_searched(page):
    page.get_by_label("Search").fill("nobody")
    expect(page.get_by_text("No voice fits these words.")).to_be_visible()
    expect(page.get_by_text("0 found; 1 of 30 voices.")).to_be_visible()
    page.get_by_label("Search").fill("ann")
    expect(page.get_by_role("heading", name="Anna")).to_be_visible()


def test_the_keyboard_is_enough(page):
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for _ in range(6):  # past the language and the parts of the page, into the first field
        page.keyboard.press("Tab")
    expect(page.get_by_label("Voice", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Good morning.")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#speak-speed-words")).to_have_text("1.1 ×")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#speak-state")).to_contain_text("s of speech.")
    button(page, "Delete Anna").focus()
    page.keyboard.press("Enter")
    expect(button(page, "Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(button(page, "Delete Anna")).to_be_focused()


def test_a_wrong_token_is_said_and_the_right_one_stays_out_of_every_address(chrome, service):
    with window(chrome) as shown:
        page = shown.page
        page.goto(f"{service.address}/")
        page.get_by_label(re.compile("printed when it started")).fill("wrong")
        button(page, "Open").click()
        expect(page.get_by_role("alert")).to_contain_text("The token is missing or wrong.")
        page.keyboard.type(TOKEN)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Speak").wait_for()
        page.reload()
        page.get_by_role("heading", name="Speak").wait_for()
        page.goto(f"{service.address}/#token={TOKEN}")
        page.get_by_role("heading", name="Speak").wait_for()
        assert page.url == f"{service.address}/"
        assert all(each.startswith(f"{service.address}/") and TOKEN not in each for each in shown.asked[:-1])


def test_what_the_policy_refuses_is_said_with_what_helps(program, service, chrome, reference):
    given = CreateVoiceRequest("Dora", (reference,), ConsentKind.GIVEN, speaker="Dora")
    voice = program.create_voice(given).voice
    with opened(chrome, service) as shown:
        shown.page.get_by_label("Voice", exact=True).select_option("Dora")
        shown.page.get_by_label("Text", exact=True).fill("Good morning.")
        button(shown.page, "Speak").click()
        expect(shown.page.get_by_role("alert")).to_contain_text("HTTP")
        button(shown.page, "Listen Dora").click()
        expect(shown.page.locator("#voices-error")).to_contain_text("HTTP")
    program.manage_voices.delete(voice.id)


def test_a_full_queue_is_said_with_when_to_try_again(program, host, anna, chrome):
    with served(program, host, most_waiting=0) as service, opened(chrome, service) as one:
        host.gate.clear()
        try:
            with opened(chrome, service) as other:
                for page in (one.page, other.page):
                    page.get_by_label("Text", exact=True).fill("Good morning.")
                button(one.page, "Speak").click()
                expect(one.page.locator("#speak-state")).to_contain_text("Waiting")
                button(other.page, "Speak").click()
                expect(other.page.get_by_role("alert")).to_contain_text(re.compile(r"busy.*Try again in \d+"))
        finally:
            host.gate.set()
        expect(one.page.locator("#speak-state")).to_contain_text("s of speech.")


@pytest.mark.parametrize(("scheme", "size"), [("dark", PHONE), ("light", WIDE)], ids=["dark phone", "light and wide"])
def test_nothing_stands_in_anybodys_way(program, service, chrome, reference, scheme, size):
    with window(chrome, color_scheme=scheme, viewport=size) as closed:
        closed.page.goto(f"{service.address}/")
        closed.page.get_by_role("heading", name="Token").wait_for()
        assert closed.obstacles() == []
    voice = program.create_voice(CreateVoiceRequest(LONG_NAME, (reference,), ConsentKind.OWN)).voice
    try:
        with opened(chrome, service, color_scheme=scheme, viewport=size) as shown:
            fill_new_voice(shown.page, "Emil", reference)
            shown.page.get_by_text("checks passed").click()
            shown.page.get_by_label("Text", exact=True).fill("Good morning.")
            button(shown.page, "Speak").click()
            expect(shown.page.locator("#speak-state")).to_contain_text("s of speech.")
            assert shown.obstacles() == []
            button(shown.page, f"Delete {LONG_NAME}").click()
            assert shown.obstacles() == []
            button(shown.page, "Keep it").click()
            assert shown.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    finally:
        program.manage_voices.delete(voice.id)


@pytest.mark.parametrize("language", ["de", "es", "fr", "zh"])
def test_the_page_is_in_the_browsers_language(service, chrome, anna, reference, language):
    """From the question for the token to a review, on a phone, with nothing cut off and nothing in anybody's way."""
    said = translations(language)
    with window(chrome, locale=LOCALES[language], viewport=PHONE) as shown:
        page = shown.page
        page.goto(f"{service.address}/")
        page.get_by_role("heading", name=said["Token"]).wait_for()
        page.get_by_label(said["What {0} printed when it started"].replace("{0}", "voicecloner serve")).fill(TOKEN)
        button(page, said["Open"]).click()
        page.get_by_role("heading", name=said["Speak"], exact=True).wait_for()
        assert page.evaluate("document.documentElement.lang") == LANGUAGE_TAGS.get(language, language)
        expect(page.locator("#voices-count")).to_have_text(said["{count} of {quota} voices."].format(count=1, quota=30))
        expect(button(page, said["Listen {name}"].format(name="Anna"))).to_have_text(said["Listen"])
        expect(page.get_by_label(said["Language"], exact=True)).to_have_value(language)
        page.locator("#clone-files").set_input_files(reference)
        expect(page.locator("#review")).to_contain_text(said["{number} checks passed"].format(number="").strip())
        english = {text for text in page_texts() if text != said[text]}
        assert {each for each in words_on(page) if each in english} == set()
        assert shown.obstacles() == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert shown.said == []


def words_on(page):
    """The texts that are there, each as it stands."""
    script = """() => [...document.querySelectorAll("#main *, header *")].flatMap((node) =>
        node.closest("[lang=en]:not(html)") ? [] : [...node.childNodes].filter((each) => each.nodeType === 3))
        .map((text) => text.data.trim())"""
    return page.evaluate(script)


def test_another_language_is_chosen_and_remembered(page, service, reference):
    page.locator("#clone-files").set_input_files(reference)
    expect(page.locator("#review")).to_contain_text("a voice can be made of it")
    page.get_by_label("Text", exact=True).fill("Good morning.")
    page.get_by_label("Language of this page").select_option("Deutsch")
    expect(page.get_by_role("heading", name="Sprechen")).to_be_visible()
    expect(page.locator("#review")).to_contain_text("Daraus lässt sich eine Stimme erstellen")
    expect(page.locator("#speak-speed-words")).to_have_text("1,0 ×")
    expect(page.locator("#voices-count")).to_have_text("1 von 30 Stimmen.")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Good morning.")
    button(page, "Sprechen").click()
    expect(page.locator("#speak-state")).to_have_text(re.compile(r"^\d,\d\ss Sprache\.$"))
    page.get_by_label("Sprache dieser Seite").select_option("中文")
    expect(page.locator("#speak-state")).to_have_text(re.compile(r"^语音时长 \d\.\d\s秒。$"))
    page.reload()
    expect(page.get_by_role("heading", name="新声音")).to_be_visible()
    page.get_by_label("本页语言").select_option("English")
    expect(page.get_by_role("heading", name="New voice")).to_be_visible()


def test_the_page_stays_english_where_its_texts_do_not_come(service, chrome, anna):
    with window(chrome, locale="fr-FR") as shown:
        shown.page.route("**/texts.fr.json", lambda route: route.abort())
        shown.page.goto(f"{service.address}/#token={TOKEN}")
        expect(shown.page.get_by_role("heading", name="Speak")).to_be_visible()
        assert shown.page.evaluate("document.documentElement.lang") == "en"
