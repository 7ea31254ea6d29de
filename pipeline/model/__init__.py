"""The words of docs/design.md as frozen types: claim, family, pin and so on."""
