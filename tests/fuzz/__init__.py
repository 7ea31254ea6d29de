"""Targets for fuzzing: whatever bytes come, each reader says something or refuses in its own words."""
