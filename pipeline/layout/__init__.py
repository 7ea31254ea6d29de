"""Where things stand on disk: the only room that knows file names, key order and formats."""
