"""A whole kind of child, both sides of it: it says each word again.

`tests/unit/children` tries the room with it, and counts its lines: so little is needed for another kind.
"""

import sys
from collections.abc import Sequence

from voicecloner.children.child import Child, Start
from voicecloner.children.inside import limit_this_process, line_to_program
from voicecloner.children.patience import ChildLost, Patience
from voicecloner.errors import EngineError
from voicecloner.jobs import CancelToken


def echoes(words: Sequence[str], cancel: CancelToken) -> list[str]:
    """The words, as the child says them."""
    patience = Patience(60.0, cancel)
    with Child(Start([sys.executable, "-m", "tests.support.echo_child"])) as child:
        try:
            for word in words:
                child.send({}, word.encode())
            return [child.receive(patience).content.decode() for _ in words]
        except ChildLost as error:
            raise EngineError(f"The echo is gone: {child.last_words()}") from error


def main() -> None:
    """Answer until the program wants no more."""
    limit_this_process(cpu_s=60, memory_bytes=1 << 30)
    with line_to_program() as line:
        while (message := line.receive()) is not None:
            print(f"heard {message.content!r}")  # noqa: T201 - it goes to stderr, as what any library prints
            line.send({}, message.content)


if __name__ == "__main__":
    main()
