"""Invented records to look at and to measure with. It may use every app, and no app uses it.

``parts/`` holds the parts, each a module; a new piece of work adds its records there and its name to
``parts.MODULES``. Nothing here speaks for the authorities named: contacts, codes and people are made up.
"""
