"""The pipeline behind the list: collect, derive, propose."""
