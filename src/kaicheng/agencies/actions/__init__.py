"""What may be done to the organisation, one change each."""
