"""What the service did, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_WAITS_S = (0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 6.0, 12.0, 30.0)


class Metrics:
    """Counters of one service; nothing of what was said or by whom."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.spoken = Counter("voicecloner_speech_seconds", "Seconds of speech sent.", registry=self._registry)
        self.requests = Counter("voicecloner_speech_requests", "Texts said.", ["outcome"], registry=self._registry)
        self.first_sound = Histogram(
            "voicecloner_first_sound_seconds",
            "From a request to its first sound.",
            buckets=_WAITS_S,
            registry=self._registry,
        )
        self.waiting = Gauge(
            "voicecloner_waiting_requests", "Requests that wait for an engine.", registry=self._registry
        )

    def text(self) -> bytes:
        """In Prometheus' own format."""
        return generate_latest(self._registry)
