"""What an authority publishes: its columns, documents and decisions, from the first draft to repeal."""
