"""Sound that is sent whole: encoded, and signed with content credentials where the settings want that.

What is sent while it is made is not signed: a signature is of the whole, and stands at its beginning.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi.responses import Response

from voicecloner.api.speaking import STREAM_FORMATS, whole_sound
from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.errors import InvalidRequest, ServiceFailed
from voicecloner.server.service import Service


@dataclass(frozen=True)
class WholeSound:
    """How a sound is sent whole.

    Attributes:
        format_name: one of `STREAM_FORMATS`.
        tags: what it says of itself.
        sign: signs it; None: nothing does.
    """

    format_name: str
    tags: Mapping[str, str]
    sign: Callable[[bytes], bytes] | None

    @classmethod
    def of(cls, service: Service, format_name: str, voice_id: str, tags: Mapping[str, str]) -> "WholeSound":
        """As the settings want it; to be asked before the work, so that what cannot sign is told before it.

        Raises:
            ServiceFailed: it is to be signed, and cannot be.
            StorageError: the certificate cannot be read.
        """
        try:
            return cls(format_name, tags, service.app.seal.signer_for(voice_id, f".{format_name}"))
        except InvalidRequest as error:  # the settings are wrong, not what was asked
            raise ServiceFailed(error.message, error.hint) from error

    async def answer(self, clip: AudioClip) -> Response:
        """The sound as an answer; encoding a long one takes its time, so that is done beside the event loop.

        Raises:
            ServiceFailed: it cannot be signed.
        """
        content = await asyncio.to_thread(self._made, clip.samples, clip.sample_rate)
        return Response(content, media_type=STREAM_FORMATS[self.format_name].media_type)

    def _made(self, samples: Samples, sample_rate: int) -> bytes:
        whole = whole_sound(self.format_name, samples, sample_rate, self.tags)
        try:
            return self.sign(whole) if self.sign else whole
        except InvalidRequest as error:
            raise ServiceFailed(error.message, error.hint) from error
