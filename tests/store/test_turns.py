"""Two that write one tree: at once the second is refused; with patience it takes its turn."""

import threading
import time
from pathlib import Path

import pytest

from pipeline.store.tree import TreeBusy, locked


def test_the_second_waits_as_long_as_it_has_patience(tmp_path: Path) -> None:
    """No patience and too little of it: refused, the holder named. Enough of it: the lock is had when it is free."""
    free = threading.Event()
    held = threading.Event()

    def hold() -> None:
        with locked(tmp_path):
            held.set()
            free.wait(10)

    first = threading.Thread(target=hold)
    first.start()
    held.wait(10)
    for patience in (0.0, 0.15):
        with pytest.raises(TreeBusy, match="pid"), locked(tmp_path, patience):
            pass
    threading.Timer(0.3, free.set).start()
    began = time.monotonic()
    with locked(tmp_path, 10.0):
        assert time.monotonic() - began >= 0.2
    first.join()
