"""`python -m tests.upstream`: the upstream by hand, until it is terminated."""

import argparse
import signal
import sys
import threading
from shlex import quote

from tests.upstream import Upstream, World


def main() -> int:
    """Serve a world and print the variables that point clients at it."""
    parser = argparse.ArgumentParser(prog="python -m tests.upstream", description=__doc__)
    parser.add_argument("--world", choices=("embedded", "synthetic"), default="embedded")
    parser.add_argument("--date", default="one", help='"one" or "two"')
    parser.add_argument("--count", type=int, default=100_000, help="models of the synthetic world")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--every-nth-429", type=int, default=None)
    parser.add_argument("--print-env", action="store_true", help="print `export NAME=value` lines first")
    given = parser.parse_args()
    world = World.synthetic(given.count) if given.world == "synthetic" else World.embedded(given.date)
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    with Upstream(world, port=given.port, latency=given.latency, every_nth_429=given.every_nth_429) as upstream:
        lines = [f"export {name}={quote(value)}" for name, value in upstream.environment().items()]
        sys.stdout.write("\n".join(lines if given.print_env else [upstream.url]) + "\n")
        sys.stdout.flush()
        done.wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
