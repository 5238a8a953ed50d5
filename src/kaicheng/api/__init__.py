"""What machines read and write: ``/api/v1/``, described in ``docs/api.md`` and by its own OpenAPI."""
