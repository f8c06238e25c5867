"""Whether one cloned voice speaks every language the basic engine lists: `docs/languages.md` is made from this.

    python -m benchmarks.languages [SPEECH_SET] [--speaker NAME]

Clones a voice from a good reference of SPEECH_SET (a folder with `manifest.csv`), or from the demo's speech where none
is given, has it say a sentence in every language (numbers where there is none here) and checks the sound: it is
there, finite, not clipped, as long as that many phonemes take, and -23 LUFS after levelling; and that the words are
read and not spelled. Nobody listens. Prints a table for the page, and ends with 1 if anything failed.
"""

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
import soxr

from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.basic.engine import BasicEngine
from voicecloner.engines.adapters.basic.vocoder import SAMPLE_RATE
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.gui.parts.words import language_name
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.sound.levels import hold_peaks, loudness_lufs, to_loudness
from voicecloner.speech.demo_speech import demo_speech
from voicecloner.speech.espeak import PAUSE, espeak
from voicecloner.speech.espeak_languages import LANGUAGES, espeak_voice
from voicecloner.use_cases.upkeep.demonstrate import DEMO_SCRIPT

SPEECH_LUFS = -23.0
PHONEME_S = (0.04, 0.25)
MOST_PHONEMES_PER_CHARACTER = 5
"""More are names of characters instead of words: "Chinese letter" for each one espeak-ng cannot read."""
NUMBERS = "1 2 3 4 5 6 7 8 9 10."

# Universal Declaration of Human Rights, the beginning of article 1; a greeting in languages that read no digits
SENTENCES = {
    "af": "Alle menslike wesens word vry, met gelyke waardigheid en regte, gebore.",
    "ar": "يولد جميع الناس أحراراً متساوين في الكرامة والحقوق.",
    "az": "Bütün insanlar ləyaqət və hüquqlarına görə azad və bərabər doğulurlar.",
    "be": "Усе людзі нараджаюцца свабоднымі і роўнымі ў сваёй годнасці і правах.",
    "bg": "Всички хора се раждат свободни и равни по достойнство и права.",
    "bs": "Sva ljudska bića rađaju se slobodna i jednaka u dostojanstvu i pravima.",
    "ca": "Tots els éssers humans neixen lliures i iguals en dignitat i en drets.",
    "chr": "Osiyo, tohiju?",
    "cmn": "人人生而自由，在尊严和权利上一律平等。",
    "cs": "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv.",
    "cv": "Чӑваш чӗлхи.",
    "cy": "Genir pawb yn rhydd ac yn gydradd â'i gilydd mewn urddas a hawliau.",
    "da": "Alle mennesker er født frie og lige i værdighed og rettigheder.",
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren.",
    "el": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.",
    "en": "All human beings are born free and equal in dignity and rights.",
    "eo": "Ĉiuj homoj estas denaske liberaj kaj egalaj laŭ digno kaj rajtoj.",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos.",
    "et": "Kõik inimesed sünnivad vabadena ja võrdsetena oma väärikuselt ja õigustelt.",
    "eu": "Gizon-emakume guztiak aske jaiotzen dira, duintasun eta eskubide berberak dituztela.",
    "fa": "تمام افراد بشر آزاد به دنیا می‌آیند و از لحاظ حیثیت و حقوق با هم برابرند.",
    "fi": "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan.",
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits.",
    "ga": "Saolaítear na daoine uile saor agus comhionann ina ndínit agus ina gcearta.",
    "gd": "Tha gach uile dhuine air a bhreith saor agus co-ionnan ann an urram 's ann an còirichean.",
    "he": "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם.",
    "hi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।",
    "hr": "Sva ljudska bića rađaju se slobodna i jednaka u dostojanstvu i pravima.",
    "hu": "Minden emberi lény szabadon születik és egyenlő méltósága és joga van.",
    "hy": "Բոլոր մարդիկ ծնվում են ազատ ու հավասար իրենց արժանապատվությամբ ու իրավունքներով։",
    "id": "Semua orang dilahirkan merdeka dan mempunyai martabat dan hak-hak yang sama.",
    "is": "Hver maður er borinn frjáls og jafn öðrum að virðingu og réttindum.",
    "it": "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti.",
    "ja": "すべての にんげんは、うまれながらに して じゆうで あり、そんげんと けんりとに ついて びょうどうで ある。",
    "ka": "ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით.",
    "kk": "Барлық адамдар тумысынан азат және қадір-қасиеті мен құқықтары тең болып дүниеге келеді.",
    "ko": "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
    "lb": "All Mënsch kënnt fräi a mat deer selwechter Dignitéit an deene selwechte Rechter op d'Welt.",
    "lt": "Visi žmonės gimsta laisvi ir lygūs savo orumu ir teisėmis.",
    "lv": "Visi cilvēki piedzimst brīvi un vienlīdzīgi savā pašcieņā un tiesībās.",
    "mk": "Сите човечки суштества се раѓаат слободни и еднакви по достоинство и права.",
    "ms": "Semua manusia dilahirkan bebas dan samarata dari segi kemuliaan dan hak-hak.",
    "mt": "Il-bnedmin kollha jitwieldu ħielsa u ugwali fid-dinjità u d-drittijiet.",
    "nb": "Alle mennesker er født frie og med samme menneskeverd og menneskerettigheter.",
    "nl": "Alle mensen worden vrij en gelijk in waardigheid en rechten geboren.",
    "pl": "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw.",
    "pt": "Todos os seres humanos nascem livres e iguais em dignidade e em direitos.",
    "ro": "Toate ființele umane se nasc libere și egale în demnitate și în drepturi.",
    "ru": "Все люди рождаются свободными и равными в своем достоинстве и правах.",
    "sjn": "Mae govannen.",
    "sk": "Všetci ľudia sa rodia slobodní a sebe rovní, čo sa týka ich dôstojnosti a práv.",
    "sl": "Vsi ljudje se rodijo svobodni in imajo enako dostojanstvo in enake pravice.",
    "sq": "Të gjithë njerëzit lindin të lirë dhe të barabartë në dinjitet dhe në të drejta.",
    "sr": "Сва људска бића рађају се слободна и једнака у достојанству и правима.",
    "sv": "Alla människor är födda fria och lika i värde och rättigheter.",
    "sw": "Watu wote wamezaliwa huru, hadhi na haki zao ni sawa.",
    "th": "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ",
    "tr": "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar.",
    "uk": "Всі люди народжуються вільними і рівними у своїй гідності та правах.",
    "ur": "تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔",
    "vi": "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền lợi.",
    "yue": "人人生而自由，在尊嚴和權利上一律平等。",
}


@dataclass(frozen=True)
class Spoken:
    """What came out in one language.

    Attributes:
        tag: the language.
        text: what was said.
        seconds: how long it is.
        troubles: what is wrong with it; empty when nothing is.
    """

    tag: str
    text: str
    seconds: float = 0.0
    troubles: tuple[str, ...] = field(default=("no sound",))


def sentence(tag: str) -> str:
    """A sentence of the language, its own or that of the language without region; numbers for other scripts."""
    shorter = tag.split("-", maxsplit=1)[0]
    is_other_script = any(len(part) == 4 and part.isalpha() for part in tag.split("-")[1:])
    return NUMBERS if is_other_script else SENTENCES.get(tag) or SENTENCES.get(shorter, NUMBERS)


def tags_without_aliases() -> list[str]:
    """One tag for each voice of espeak-ng, the first that names it by its own name where there are several."""
    by_voice = {espeak_voice(tag): tag for tag in LANGUAGES}
    by_voice |= {espeak_voice(tag): tag for tag in LANGUAGES if espeak_voice(tag) == tag}
    return sorted(by_voice.values(), key=lambda tag: language_name(tag).lower())


def sounds(text: str, tag: str) -> list[str]:
    spoken = espeak().speak(text, espeak_voice(tag), 160)
    return [phoneme.name for phoneme in spoken.phonemes if phoneme.name != PAUSE]


def reference(speech_set: Path | None, speaker: str) -> ReferenceClip:
    if speech_set is None:
        return at_engine_rate(demo_speech(DEMO_SCRIPT), "en")
    with (speech_set / "manifest.csv").open(newline="", encoding="utf-8") as file:
        good = [row for row in csv.DictReader(file) if row["kind"] == "good"]
    row = next(row for row in good if speaker in {"", row["speaker"]})
    samples, sample_rate = soundfile.read(speech_set / row["file"], dtype="float32", always_2d=True)
    return at_engine_rate(AudioClip(samples.mean(axis=1), sample_rate), row["language"])


def at_engine_rate(clip: AudioClip, language: str) -> ReferenceClip:
    samples = soxr.resample(clip.samples, clip.sample_rate, SAMPLE_RATE)
    return ReferenceClip(AudioClip(np.asarray(samples, np.float32), SAMPLE_RATE), "", language)


def speak(engine: BasicEngine, voice: VoiceData, tag: str) -> Spoken:
    text = sentence(tag)
    made = list(engine.synthesize(voice, text, SpeechOptions(tag), CancelToken()))
    if not made:
        return Spoken(tag, text)
    phonemes = sounds(text, tag)
    clip = AudioClip(np.concatenate([chunk.samples for chunk in made]), made[0].sample_rate)
    found = tuple(troubles(clip, len(phonemes)))
    if text != NUMBERS and len(phonemes) > MOST_PHONEMES_PER_CHARACTER * sum(map(str.isalnum, text)):
        found += ("spelled",)
    return Spoken(tag, text, clip.seconds, found)


def troubles(clip: AudioClip, phonemes: int) -> Iterator[str]:
    """What is wrong with the sound, in words."""
    if not np.isfinite(clip.samples).all():
        yield "not finite"
        return
    levelled = hold_peaks(to_loudness(clip.samples, clip.sample_rate, peak_ceiling_dbfs=np.inf), clip.sample_rate)
    loudness = loudness_lufs(levelled, clip.sample_rate)
    if np.abs(clip.samples).max() >= 1 or np.abs(levelled).max() >= 1:
        yield "clipped"
    if clip.seconds > 1 and abs(loudness - SPEECH_LUFS) > 1:
        yield f"{loudness:.1f} LUFS"
    if not PHONEME_S[0] <= clip.seconds / max(phonemes, 1) <= PHONEME_S[1]:
        yield f"{clip.seconds:.1f} s for {phonemes} phonemes"


def table(results: list[Spoken]) -> Iterator[str]:
    yield "| language | tag | said | seconds | result |"
    yield "|---|---|---|---|---|"
    for one in results:
        said = "numbers" if one.text == NUMBERS else "a sentence"
        result = ", ".join(one.troubles) or "ok"
        yield f"| {language_name(one.tag)} | {one.tag} | {said} | {one.seconds:.1f} | {result} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("speech_set", type=Path, nargs="?", help="the demo's speech when left out")
    parser.add_argument("--speaker", default="", help="whose voice; the first when left out")
    arguments = parser.parse_args()
    engine = BasicEngine()
    engine.load("cpu", no_progress)
    clip = reference(arguments.speech_set, arguments.speaker)
    voice = engine.clone([clip], VoiceMode.EMBEDDING, no_progress, CancelToken())
    results = [speak(engine, voice, tag) for tag in tags_without_aliases()]
    print(*table(results), sep="\n")
    failed = [one for one in results if one.troubles]
    print(f"\n{len(results) - len(failed)} of {len(results)} languages are ok.")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
