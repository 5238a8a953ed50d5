"""``python -m benchmarks [NAME…]``: every benchmark, or those named."""

from __future__ import annotations

import sys
from importlib import import_module

BENCHMARKS = ("annual_report", "statute", "audit")


def main(names: list[str]) -> int:
    """Run benchmarks by name; an unknown name is exit status 2."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for name in names or BENCHMARKS:
        import_module(f"benchmarks.{name}").run()
    return 0


sys.exit(main(sys.argv[1:]))
