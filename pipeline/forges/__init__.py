"""Where pull requests live: git and GitHub."""
