"""The parts of the demonstration, a module each."""

MODULES = ("county", "platform", "documents", "requests", "province", "province_reports", "many_documents")
"""In the order in which they load. A new piece of work adds its module here."""
