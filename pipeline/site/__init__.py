"""The list as a static site: pages, data and scripts as bytes. Pure."""
