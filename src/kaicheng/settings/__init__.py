"""Settings: one base, small variations. The environment is read in one place, ``environment.py``."""
