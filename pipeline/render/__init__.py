"""View models and Jinja2 templates to Markdown. Pure."""
