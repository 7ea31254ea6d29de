"""One rule a file. A module here that has a `RULE` is a rule; there is no list to edit."""
