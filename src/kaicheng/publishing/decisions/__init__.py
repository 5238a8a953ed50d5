"""Decisions in bulk and the year's charges: recorded by form, by spreadsheet, by other systems."""
