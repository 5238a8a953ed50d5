"""Pages given, redacted or withheld: what is redacted is gone from the file, and proved to be gone."""
