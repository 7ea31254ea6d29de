"""What each upstream states, from its wire form to claims. Pure; sources do not import one another."""
