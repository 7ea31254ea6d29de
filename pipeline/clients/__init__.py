"""HTTP to the upstreams, through the client libraries of the field, under one policy."""
