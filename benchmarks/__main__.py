"""``python -m benchmarks [NAME…]``: every benchmark, or those named; ``--list`` says what each measures.

``--large`` makes those bigger that can be.

A module of this package with a function ``run`` is a benchmark; its docstring begins with what it measures.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path


def benchmarks() -> dict[str, str]:
    """The benchmarks by name, with the first line of what they say of themselves. Nothing is imported."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        module = ast.parse(path.read_text("utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in module.body):
            found[path.stem] = (ast.get_docstring(module) or "").partition("\n")[0]
    return found


def main(names: list[str]) -> int:
    """Run benchmarks by name, each in a process of its own; an unknown name is exit status 2."""
    known = benchmarks()
    if "--large" in names:
        names = [name for name in names if name != "--large"]
        os.environ["KAICHENG_BENCHMARKS"] = "large"
    if names == ["--list"]:
        for name, about in known.items():
            print(f"{name:<16}{about}")
        return 0
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    if len(names) == 1:
        import_module(f"benchmarks.{names[0]}").run()
        return 0
    return max(
        subprocess.run([sys.executable, "-m", "benchmarks", name], check=False).returncode
        for name in names or known
    )


sys.exit(main(sys.argv[1:]))
