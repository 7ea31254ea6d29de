"""A command in a child process that is killed, or told that the disk is full, at its n-th change of a file.

Python tells an audit hook of every file that is opened for writing, renamed, removed or made: each
is a point at which a machine can lose its power. Nothing is cleaned up: the child dies by SIGKILL.
"""

import contextlib
import errno
import os
import resource
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pipeline.cli.group import cli

Fate = Literal["killed", "full"]
_CHANGES: Final = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "shutil.rmtree"}
)
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Ended(NamedTuple):
    """How a command ended: its exit code (-9: killed), its words, and how many changes it made."""

    code: int
    said: str
    changes: int


Work = Sequence[str] | Callable[[], object]
"""The words of a command of `awesome`, or a call."""


def run(
    work: Work, root: Path, environment: Mapping[str, str] = os.environ, *, at: int = 0, fate: Fate = "killed", largest: int = 0
) -> Ended:
    """Work in a child, in the tree's folder; with `at`, its n-th change of a file is its last (or finds no room).

    `largest` is the most bytes that one file may get: a write beyond fails half done.
    """
    return start(work, root, environment, at=at, fate=fate, largest=largest)()


def start(
    work: Work, root: Path, environment: Mapping[str, str], *, at: int = 0, fate: Fate = "killed", largest: int = 0
) -> Callable[[], Ended]:
    """Begin such a run; what is given waits for its end."""
    said, counted = tempfile.TemporaryFile(), tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  the child's as well
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the upstream's threads do not come along, and need not
        child = os.fork()
    if child == 0:
        os.chdir(root)
        _live(work, dict(environment), said.fileno(), _hook(counted.fileno(), at, fate), largest)

    def end() -> Ended:
        _, status = os.waitpid(child, 0)
        with said, counted:
            said.seek(0)
            text = said.read().decode("utf-8", "replace")
            return Ended(os.waitstatus_to_exitcode(status), text, os.fstat(counted.fileno()).st_size)

    return end


Hook = Callable[[str, tuple[object, ...]], None]


def _live(work: Work, environment: dict[str, str], said: int, hook: Hook, largest: int) -> None:
    """The child's whole life."""
    code = 70
    try:
        os.dup2(said, 1)
        os.dup2(said, 2)
        # As `main` sets them up.
        sys.stdout, sys.stderr = (
            os.fdopen(n, "w", encoding="utf-8", errors="backslashreplace", closefd=False) for n in (1, 2)
        )
        os.environ.clear()
        os.environ.update(environment)
        sys.addaudithook(hook)
        if largest:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
        try:
            if callable(work):
                work()
                code = 0
            else:
                cli.main([*work], prog_name="awesome")
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    except BaseException as error:  # noqa: BLE001  whatever it is, the test must see it
        with contextlib.suppress(OSError):
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _hook(count: int, at: int, fate: Fate) -> Hook:
    done = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal done
        if not _is_change(event, arguments):
            return
        done += 1
        os.write(count, b".")
        if at and fate == "killed" and done == at:
            os.kill(os.getpid(), signal.SIGKILL)
        if at and fate == "full" and done >= at and event in {"open", "os.mkdir"}:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))

    return hook


def _is_change(event: str, arguments: tuple[object, ...]) -> bool:
    if event == "open":
        path, mode, flags = (*arguments, None, None, None)[:3]
        if isinstance(path, int) or str(path).startswith(("/dev", "/proc", "/sys")):
            return False
        writes = isinstance(mode, str) and any(c in mode for c in "wax+")
        return writes or (isinstance(flags, int) and bool(flags & _WRITING))
    return event in _CHANGES
