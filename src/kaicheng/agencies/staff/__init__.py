"""The organisation on the staff side: thin pages over actions and permissions."""
