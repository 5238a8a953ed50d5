"""Who signs in, how it is proved, for how long, and what of it goes on record."""
