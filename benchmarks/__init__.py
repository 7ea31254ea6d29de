"""Figures, never assertions: `make bench` runs each module here and prints what it measured."""
