"""From two trees to pull requests: scopes, risk, titles, bodies. Pure."""
