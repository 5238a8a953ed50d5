"""Many requests of one applicant: seen together, fees by month, one act for all (Art. 35 and 42)."""
