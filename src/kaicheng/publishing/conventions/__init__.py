"""An authority's own conventions: how personal data are masked, and its lists for the checks."""
