"""How fast cards are read: cards a second on one core, and the slowest card.

Uses the recorded cards beside the checkout where they are, else cards made here.

    python benchmarks/read_cards.py [FOLDER]
"""

import sys
import time
from pathlib import Path

from pipeline.cards.card import read_card

RECORDED = Path(__file__).parents[2] / "shared" / "recorded" / "model_cards" / "ai-nexus_2025-12-10"
ROUNDS = 3


def made_cards() -> list[tuple[str, bytes]]:
    """A hundred cards of about 13 kB, true in shape."""
    cards: list[tuple[str, bytes]] = []
    for n in range(1, 101):
        name = f"acme/Corvid-{n}B-Instruct"
        parts = [
            f"---\nlicense: apache-2.0\nlanguage:\n- en\n- zh\npipeline_tag: text-generation\nbase_model: acme/Corvid-{n}B\n---\n",
            f"# Corvid-{n}B-Instruct\n\nCorvid-{n}B has **{n}**B parameters and supports a context length of 131,072 tokens.\n",
            f"It was pre-trained on {n}.5 trillion tokens. See the [report](https://arxiv.org/abs/2507.01234).\n\n",
            "| Model | #Params | Context Length | Score |\n|---|---|---|---|\n",
            *(f"| Corvid-{k}B | {k}B | 128K | {k}.5 |\n" for k in range(1, 40)),
            "\n```python\nmodel = load('corvid', max_length=4096)\n```\n" * 40,
            *(
                f"- Its score on test {k} of the suite is {k}.{n} at 8 shots, better than Heronet-{k}B.\n"
                for k in range(90)
            ),
        ]
        cards.append((name, "".join(parts).encode()))
    return cards


def main() -> None:
    """Print the figures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else RECORDED
    if folder.is_dir():
        cards = [(p.stem.replace("--", "/", 1), p.read_bytes()) for p in sorted(folder.glob("*.md"))]
        origin = f"recorded cards in {folder.name}"
    else:
        cards, origin = made_cards(), "cards made here"
    best, slowest = 0.0, (0.0, "")
    for _ in range(ROUNDS):
        started = time.process_time()
        for name, data in cards:
            before = time.process_time()
            read_card(name, data)
            slowest = max(slowest, (time.process_time() - before, name))
        best = max(best, len(cards) / (time.process_time() - started))
    kilobytes = sum(len(data) for _, data in cards) / 1000
    sys.stdout.write(f"{len(cards)} {origin}, {kilobytes:.0f} kB\n")
    sys.stdout.write(f"{best:.0f} cards a second of processor time (best of {ROUNDS} rounds)\n")
    sys.stdout.write(f"slowest: {slowest[0] * 1000:.1f} ms, {slowest[1]}\n")


if __name__ == "__main__":
    main()
