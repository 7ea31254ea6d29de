"""How much memory the weights of a checkpoint need, by the bits that each parameter takes."""

from typing import NamedTuple


def gigabytes(parameters: int, bits: int) -> int:
    """Gigabytes (10^9 bytes), rounded up: the weights, and a fifth of them on top.

    The fifth stands for what runs beside the weights with a short context, and for the scales that quantised weights
    bring along; a long context needs more. All parameters count, also those of experts that rest.
    """
    return -(-parameters * bits * 6 // (8 * 5 * 10**9))


class Memory(NamedTuple):
    """Gigabytes at 16 bits, as most are released; at 8, as careful copies are; at 4, as copies for a machine at home are."""

    bits_16: int
    bits_8: int
    bits_4: int

    @classmethod
    def of(cls, parameters: int) -> "Memory":
        """What so many parameters need."""
        return cls(*(gigabytes(parameters, bits) for bits in (16, 8, 4)))
