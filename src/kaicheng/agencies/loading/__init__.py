"""Setting up authorities, offices and people from a spreadsheet: template, dry run, all or nothing."""

from .carry_out import Loaded, load
from .plan import Plan, make_plan
from .problems import Problem
from .reading import UnreadableFile, read_files
from .sheets import csv_template, xlsx_template

__all__ = [
    "Loaded",
    "Plan",
    "Problem",
    "UnreadableFile",
    "csv_template",
    "load",
    "make_plan",
    "read_files",
    "xlsx_template",
]
