"""Print the measures that we watch: module sizes, long functions, builtin raises, tests."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "openkitchen"
LONG = 40
BUILTIN = {"ValueError", "TypeError", "KeyError", "RuntimeError", "Exception", "IndexError"}


def main() -> None:
    """Measure and print; nothing here fails a build."""
    modules = [path for path in sorted(SOURCE.rglob("*.py")) if "template" not in path.parts]
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in modules}
    trees = [ast.parse(path.read_text("utf-8")) for path in modules]
    functions = [
        node.end_lineno - node.lineno + 1
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno
    ]
    raised = [name for tree in trees for name in raises(tree)]
    named = [path for path in modules if not path.name.startswith("__")]
    tests = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    largest = max(sizes, key=lambda path: sizes[path])
    share_tested = sum(f"test_{path.name}" in tests for path in named) / len(named)
    print(f"modules: {len(modules)}, median {statistics.median(sizes.values()):.0f} lines (≤130)")
    print(f"largest: {largest.relative_to(SOURCE)}, {sizes[largest]} lines (≤400)")
    long = sum(lines > LONG for lines in functions) / len(functions)
    print(f"functions over {LONG} lines: {long:.1%} (≤3%)")
    print(f"builtin raises: {sum(n in BUILTIN for n in raised) / max(len(raised), 1):.1%} (≤25%)")
    print(f"modules with a test of the same name: {share_tested:.0%} (≥90%)")


def raises(tree: ast.AST) -> list[str]:
    """Return the names of the exceptions that a module raises."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.exc is not None:
            called = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            names.append(ast.unparse(called))
    return names


if __name__ == "__main__":
    main()
