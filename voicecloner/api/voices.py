"""Making and looking after voices: requests, results and what they may hold."""

from typing import TYPE_CHECKING

from voicecloner.api.lazily import names_from

if TYPE_CHECKING:
    from voicecloner.library.consent_log import ConsentEvent
    from voicecloner.library.exchange.bundle import SUFFIX
    from voicecloner.library.exchange.transfer import Arrived
    from voicecloner.library.inspection import RepairReport
    from voicecloner.library.listing import Kinds, Place
    from voicecloner.library.names import MAX_NAME_CHARACTERS
    from voicecloner.library.opening import DATABASE_NAME
    from voicecloner.library.voices import TRASH_DAYS
    from voicecloner.use_cases.voices.add_spoken_consent import AddConsentRequest
    from voicecloner.use_cases.voices.choose_engine import (
        best_engine,
        languages_for_new_voices,
        profile_for_new_voice,
        title_without_words,
    )
    from voicecloner.use_cases.voices.create_voice import CreatedVoice, CreateVoiceRequest
    from voicecloner.use_cases.voices.create_voices import CreatedVoices, CreateVoicesRequest, FailedVoice
    from voicecloner.use_cases.voices.exchange_voices import (
        BundleContents,
        ExportedVoices,
        ExportRequest,
        bundle_name,
        is_bundle,
    )
    from voicecloner.use_cases.voices.list_voices import (
        ListedVoices,
        ListRequest,
        ListVoices,
        TopVoices,
        VoiceRow,
        VoiceRows,
        VoiceState,
        WholeVoice,
    )
    from voicecloner.use_cases.voices.manage_consent import ConsentChange, require_use
    from voicecloner.use_cases.voices.manage_voices import EmptiedTrash, ErasedVoice, NamedVoice, Trash, VoiceList
    from voicecloner.use_cases.voices.rebuild_voice import RebuildRequest, RebuiltVoice
    from voicecloner.use_cases.voices.rebuild_voices import RebuildAllRequest, RebuiltVoices
    from voicecloner.use_cases.voices.review_voice import ReviewRequest
    from voicecloner.use_cases.voices.score_voice import ScoredVoice, ScoreRequest
    from voicecloner.use_cases.voices.score_voices import ScoreAllRequest, ScoredVoices
    from voicecloner.use_cases.voices.spoken_consent import (
        ConsentReading,
        ConsentRequest,
        ConsentSentence,
        HeardConsent,
    )
else:
    __getattr__ = names_from(
        __name__,
        {
            "voicecloner.library.consent_log": ["ConsentEvent"],
            "voicecloner.library.exchange.bundle": ["SUFFIX"],
            "voicecloner.library.exchange.transfer": ["Arrived"],
            "voicecloner.library.inspection": ["RepairReport"],
            "voicecloner.library.listing": ["Kinds", "Place"],
            "voicecloner.library.names": ["MAX_NAME_CHARACTERS"],
            "voicecloner.library.opening": ["DATABASE_NAME"],
            "voicecloner.library.voices": ["TRASH_DAYS"],
            "voicecloner.use_cases.voices.add_spoken_consent": ["AddConsentRequest"],
            "voicecloner.use_cases.voices.choose_engine": [
                "best_engine",
                "languages_for_new_voices",
                "profile_for_new_voice",
                "title_without_words",
            ],
            "voicecloner.use_cases.voices.create_voice": ["CreatedVoice", "CreateVoiceRequest"],
            "voicecloner.use_cases.voices.create_voices": ["CreatedVoices", "CreateVoicesRequest", "FailedVoice"],
            "voicecloner.use_cases.voices.exchange_voices": [
                "BundleContents",
                "ExportedVoices",
                "ExportRequest",
                "bundle_name",
                "is_bundle",
            ],
            "voicecloner.use_cases.voices.list_voices": [
                "ListedVoices",
                "ListRequest",
                "ListVoices",
                "TopVoices",
                "VoiceRow",
                "VoiceRows",
                "VoiceState",
                "WholeVoice",
            ],
            "voicecloner.use_cases.voices.manage_voices": [
                "EmptiedTrash",
                "ErasedVoice",
                "NamedVoice",
                "Trash",
                "VoiceList",
            ],
            "voicecloner.use_cases.voices.manage_consent": ["ConsentChange", "require_use"],
            "voicecloner.use_cases.voices.rebuild_voice": ["RebuildRequest", "RebuiltVoice"],
            "voicecloner.use_cases.voices.rebuild_voices": ["RebuildAllRequest", "RebuiltVoices"],
            "voicecloner.use_cases.voices.review_voice": ["ReviewRequest"],
            "voicecloner.use_cases.voices.score_voice": ["ScoredVoice", "ScoreRequest"],
            "voicecloner.use_cases.voices.score_voices": ["ScoreAllRequest", "ScoredVoices"],
            "voicecloner.use_cases.voices.spoken_consent": [
                "ConsentReading",
                "ConsentRequest",
                "ConsentSentence",
                "HeardConsent",
            ],
        },
    )
