"""Taking over a list that people kept by hand: a README read into curated TOML. Pure."""
