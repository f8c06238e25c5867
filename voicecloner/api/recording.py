"""Recording from a microphone: what comes next, what it gives, and what is read aloud."""

from typing import TYPE_CHECKING

from voicecloner.api.lazily import names_from

if TYPE_CHECKING:
    from voicecloner.audio.capture.devices import chosen_output, fallback_note, list_outputs
    from voicecloner.audio.capture.recording import RecorderState, Recording
    from voicecloner.quality.room import RoomTone
    from voicecloner.use_cases.recording.list_devices import (
        DeviceKind,
        device_in_settings,
        device_named,
        list_devices,
    )
    from voicecloner.use_cases.recording.reading_scripts import (
        ReadingScript,
        Tone,
        languages,
        reading_script,
        recording_tips,
        sentence_at,
        tones,
    )
    from voicecloner.use_cases.recording.record_reference import RecordingProgress, RecordReference
    from voicecloner.use_cases.recording.recording_flow import (
        Event,
        FlowOptions,
        FlowState,
        News,
        Orders,
        Phase,
        RecordingFlow,
        Step,
        options_in,
    )
    from voicecloner.use_cases.recording.recover_recordings import LostRecording, RecoverRecordings
else:
    __getattr__ = names_from(
        __name__,
        {
            "voicecloner.audio.capture.devices": ["chosen_output", "fallback_note", "list_outputs"],
            "voicecloner.audio.capture.recording": ["RecorderState", "Recording"],
            "voicecloner.quality.room": ["RoomTone"],
            "voicecloner.use_cases.recording.list_devices": [
                "DeviceKind",
                "device_in_settings",
                "device_named",
                "list_devices",
            ],
            "voicecloner.use_cases.recording.reading_scripts": [
                "ReadingScript",
                "Tone",
                "languages",
                "reading_script",
                "recording_tips",
                "sentence_at",
                "tones",
            ],
            "voicecloner.use_cases.recording.record_reference": ["RecordingProgress", "RecordReference"],
            "voicecloner.use_cases.recording.recording_flow": [
                "Event",
                "FlowOptions",
                "FlowState",
                "News",
                "Orders",
                "Phase",
                "RecordingFlow",
                "Step",
                "options_in",
            ],
            "voicecloner.use_cases.recording.recover_recordings": ["LostRecording", "RecoverRecordings"],
        },
    )
