"""``python -m benchmarks [NAME…]``: every benchmark, or those named."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

BENCHMARKS = ("annual_report", "statute", "audit", "conversion", "demonstration", "retrieval")


def main(names: list[str]) -> int:
    """Run benchmarks by name, each in a process of its own; an unknown name is exit status 2."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    if len(names) == 1:
        import_module(f"benchmarks.{names[0]}").run()
        return 0
    return max(
        subprocess.run([sys.executable, "-m", "benchmarks", name], check=False).returncode
        for name in names or BENCHMARKS
    )


sys.exit(main(sys.argv[1:]))
