"""What works from here, and what to do about what does not: `awesome doctor`. Nothing is written, nothing is kept."""
