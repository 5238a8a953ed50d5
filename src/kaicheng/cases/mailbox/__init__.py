"""The mailbox for requests: fetched exactly once, kept in the original, decided on by a person."""
