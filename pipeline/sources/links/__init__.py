"""Links: which are asked, and what became of them."""
