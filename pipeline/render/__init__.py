"""The catalog to the pages of the list, as Markdown. Pure."""
