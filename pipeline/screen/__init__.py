"""What is too odd to be taken without a person: mass changes, confusable names. Pure."""
