"""``/v1/audio/reviews`` and ``/v1/audio/scripts``: what a recording is worth as a voice, and what to read aloud."""

from threading import Timer
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, UploadFile
from pydantic import BaseModel

from voicecloner.api.recording import reading_script, recording_tips
from voicecloner.api.review import CheckedReferences, CheckRequest
from voicecloner.api.upkeep import scratch_folder
from voicecloner.api.voices import profile_for_new_voice
from voicecloner.domain.quality import review_as_dict
from voicecloner.errors import Cancelled, InvalidRequest
from voicecloner.jobs import CancelToken
from voicecloner.server.answering import REFUSALS
from voicecloner.server.language import told
from voicecloner.server.service import Service, ServiceOf
from voicecloner.server.uploads import keep
from voicecloner.wording import check_title

router = APIRouter(tags=["recordings"], responses=REFUSALS)


class Script(BaseModel):
    """What to read aloud while a recording is made."""

    language: str
    title: str
    sentences: list[str]
    estimated_seconds: float
    tips: list[str]


@router.post("/v1/audio/reviews")
async def review(
    service: ServiceOf,
    audio_sample: Annotated[
        list[UploadFile], File(min_length=1, description="Recordings of one person, judged together.")
    ],
    language: Annotated[str, Form(description="BCP 47 tag of the speech.")] = "en",
    engine: Annotated[
        str, Form(description="Id of the engine that would make the voice; the best one otherwise.")
    ] = "",
) -> dict[str, Any]:
    """Judge recordings as they are judged before a voice is made of them; nothing is kept."""
    app = service.app
    with scratch_folder() as folder:
        profile = await service.look(lambda: profile_for_new_voice(app.host, engine or None, language))
        request = CheckRequest(await keep(audio_sample, folder), profile, language=language)
        checked = await service.look(lambda: _judged(service, request))
    answer: dict[str, Any] = told({**_titled(review_as_dict(checked.review)), "notes": list(checked.notes)})
    return answer


def _titled(review: dict[str, Any]) -> dict[str, Any]:
    """A review whose checks have names for people, too."""
    named = [{**each, "title": check_title(str(each["check"]))} for each in review["findings"]]
    return {**review, "findings": named}


def _judged(service: Service, request: CheckRequest) -> CheckedReferences:
    """The verdict, unless it takes too long."""
    cancel = CancelToken()
    giving_up = Timer(service.options.longest_review_s, cancel.cancel)
    giving_up.start()
    try:
        return service.app.check_references(request, cancel=cancel)
    except Cancelled as error:
        raise InvalidRequest("The recording takes too long to be judged.", "Send a minute of it.") from error
    finally:
        giving_up.cancel()


@router.get("/v1/audio/scripts")
async def script(language: Annotated[str, Query(max_length=35)] = "en") -> Script:
    """A text that gives a voice enough to be cloned from; in English where there is none in the language."""
    found = reading_script(language)
    return Script(
        language=found.language,
        title=found.title,
        sentences=list(found.sentences),
        estimated_seconds=found.estimated_seconds,
        tips=list(recording_tips(found.language)),
    )
