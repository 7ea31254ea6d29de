"""`python -m pipeline` is `awesome`."""

from pipeline.cli.group import main

main()
