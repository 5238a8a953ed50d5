"""Kaicheng (开诚): government information disclosure for Chinese public authorities."""

__version__ = "0.1.0"
