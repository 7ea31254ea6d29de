"""Every source against every fault, over real HTTP; `make faults` writes the table."""
