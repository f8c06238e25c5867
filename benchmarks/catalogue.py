"""What the catalogue of models does not tell of its files, and why.

    python -m benchmarks.catalogue

One line for each file without a size, a checksum or a commit; ends with 1 if one of them gives no reason, or a model
names no licence.
"""

import sys

from voicecloner.models.catalogue import Model
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.paths import resource


def lines(model: Model) -> list[str]:
    """The model's files of which something is not told."""
    return [
        f"{model.id:16} {file.path:32} no {', no '.join(file.gaps)}: {file.why_open or '*** NO REASON GIVEN ***'}"
        for file in model.files
        if file.gaps
    ]


def main() -> int:
    """Print all of them."""
    models = read_catalogue(resource("models/catalogue.json")).models
    found = [line for model in models for line in lines(model)]
    print("\n".join(found))
    files = sum(len(model.files) for model in models)
    print(f"{len(found)} of {files} files in {len(models)} models.")
    unexplained = [file for model in models for file in model.files if file.gaps and not file.why_open]
    unlicensed = [model.id for model in models if not model.licence.id]
    return 1 if unexplained or unlicensed else 0


if __name__ == "__main__":
    sys.exit(main())
