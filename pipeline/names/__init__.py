"""Model names taken apart (size, version, variant, format, maker, run words) and joined; names of languages."""
