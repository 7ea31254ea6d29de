"""How much memory the weights of a checkpoint need, by the bits that each parameter takes."""

from typing import Final

BITS: Final = (16, 8, 4)
"""As most are released; as careful copies are; as copies for a machine at home are."""
CLASSES: Final = (8, 16, 24, 48, 80)
"""Gigabytes of the cards and machines that people have."""


def gigabytes(parameters: int, bits: int) -> int:
    """Gigabytes (10^9 bytes), rounded up: the weights, and a fifth of them on top.

    The fifth stands for what runs beside the weights with a short context, and for the scales that quantised weights
    bring along; a long context needs more. All parameters count, also those of experts that rest.
    """
    return -(-parameters * bits * 6 // (8 * 5 * 10**9))
