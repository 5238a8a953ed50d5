"""What may be done with a request: one state change each, in one transaction with its event."""
