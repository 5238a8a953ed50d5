"""``python -m kaicheng``: the command line without its script."""

from kaicheng.cli import main

main(prog_name="kaicheng")
