"""A loopback upstream: what the Hub, arXiv and leaderboard hosts state on one day, over real HTTP.

with Upstream(World.embedded("one")) as up:
    HfApi(endpoint=up.url).model_info("Qwen/Qwen2.5-7B")
    up.world = World.embedded("two")
"""

from tests.upstream.derived import model_from_card, synthetic_world
from tests.upstream.faults import Fault
from tests.upstream.hub import Limits
from tests.upstream.server import Exchange, Upstream
from tests.upstream.world import Model, Paper, PaperVersion, WebFile, World

__all__ = [
    "Exchange", "Fault", "Limits", "Model", "Paper", "PaperVersion", "Upstream", "WebFile", "World", "model_from_card", "synthetic_world",
]  # fmt: skip
