"""What must be live on the public site: search, feeds of searches, subscriptions."""
