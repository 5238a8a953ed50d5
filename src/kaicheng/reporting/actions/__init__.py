"""What is done to reports: each one change, in one transaction with its event."""
