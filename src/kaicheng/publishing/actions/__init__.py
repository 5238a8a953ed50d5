"""What may be done with platforms, documents and decisions: one state change each, on record."""
