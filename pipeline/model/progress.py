"""How long work says how far it is: a terminal's bars, plain lines, or a flow's artifact."""


class Progress:
    """Steps of named work, shown nowhere: whoever shows them inherits, and bears being called from several threads."""

    def start(self, work: str, total: int) -> None:
        """Work begins; `total` steps are known now (0: unknown)."""

    def step(self, work: str, note: str = "") -> None:
        """One step is done."""

    def write(self, text: str) -> None:
        """Something worth a line: a wait, a source that failed."""
