"""The authority's side of requests: intake, register, the case screen, letters, pages."""
