"""Keeping what is public in order: every column in its time, and a daily look that makes tickets."""
