"""derive: inputs to outputs. Text tree to text tree; no clock, no network, no order of files.

`derive(derive(t)) == derive(t)`, and CI checks that the committed tree is its own derivation.
"""

from pipeline.derive.pieces import derive, derived
from pipeline.derive.whole import Derived, Tree, derive_all

__all__ = ["Derived", "Tree", "derive", "derive_all", "derived"]
