"""Files: the working tree, the cache of cards, and the state of runs. I/O, beside clients and forges."""
