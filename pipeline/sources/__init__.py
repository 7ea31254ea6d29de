"""One folder a source: what it is (declared), what its answers state (pure), and how it is asked."""
