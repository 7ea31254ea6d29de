"""One target under atheris: `python -m tests.fuzz.drive card -max_total_time=120 FOLDER tests/fuzz/corpus/card`.

atheris is no dependency of the project: `pip install atheris` in an environment beside it.
"""

import importlib
import sys


def main() -> None:
    """Fuzz until the time is over or something is found."""
    atheris = importlib.import_module("atheris")

    name = sys.argv[1]
    with atheris.instrument_imports(include=["pipeline"]):
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
