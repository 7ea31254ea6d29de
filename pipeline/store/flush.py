"""A whole file system made to last in one call: a thousand files flushed one by one are as many waits for the disk."""

import errno
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_UNKNOWN: Final = frozenset({errno.ENOSYS, errno.EPERM, errno.EINVAL, errno.ENOTSUP})


def flush_at_once(folders: Iterable[Path]) -> bool:
    """Make everything last that was written to the file systems of some folders; False where that cannot be asked for.

    Linux has a call for it, syncfs(2), which waits until all is written and says where it could not be.

    Raises:
        OSError: the disk is full, or failed.
    """
    if sys.platform != "linux":
        return False
    import ctypes  # noqa: PLC0415  only commands that write much need it

    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        return False
    for folder in {one.stat().st_dev: one for one in folders}.values():
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            if syncfs(descriptor) != 0:
                code = ctypes.get_errno()
                if code in _UNKNOWN:
                    return False
                raise OSError(code, os.strerror(code), str(folder))
        finally:
            os.close(descriptor)
    return True
