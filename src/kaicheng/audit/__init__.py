"""The audit trail: who did what, when, on whose authority; appended to, never changed.

To write: ``registry.register`` an event type in your app's ``events.py``, make the state change an
``actions.Action`` (or call ``recording.record`` inside ``recording.atomic``). To read: ``queries``.
To prove: ``verification``. ``docs/audit.md`` tells the rest.
"""
