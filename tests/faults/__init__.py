"""Every source against every fault, over real HTTP; `python -m tests.faults.table` writes docs/faults.md."""
