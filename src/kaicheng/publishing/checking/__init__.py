"""Checks before publishing: over every field, the body, names of files and what is inside them."""

from kaicheng.publishing.checking.documents import findings_of, in_text_and_files, leaks

__all__ = ["findings_of", "in_text_and_files", "leaks"]
