"""What must not go public, and what is wrong in it: leaks, slips, metadata, in text and inside files."""
