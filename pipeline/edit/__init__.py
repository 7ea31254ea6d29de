"""Edit: additions to a person's TOML file that leave every other byte as it was. Pure: text in, text out."""
