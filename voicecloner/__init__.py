"""VoiceCloner: 10-60 seconds of speech become a voice that can say anything, on your own machine."""

from voicecloner.no_telemetry import switch_off as _switch_off_telemetry

__version__ = "0.1.0"

_switch_off_telemetry()  # here, as every process of the program imports this first
