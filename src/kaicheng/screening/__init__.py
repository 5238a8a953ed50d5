"""What must not go public, and what is wrong in it: leaks, slips, metadata, in text and inside files."""

from kaicheng.screening.context import Context
from kaicheng.screening.files import FileScreening, screen_file
from kaicheng.screening.text import screen_name, screen_text

__all__ = ["Context", "FileScreening", "screen_file", "screen_name", "screen_text"]
