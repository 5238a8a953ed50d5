"""The annual report from the year's records: every figure is a query, and opens onto what it counts."""
