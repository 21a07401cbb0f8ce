"""Measure how the package hangs together: rooms, layers, arrows, circles, and how deep the main job calls.

Run ``python scripts/measure_house.py`` in the project; ``--depth`` also merges the sample campaign, in a
temporary folder, and measures how many functions of the package call each other on the way.

- A room is a package directly below ``outreach``, or a module that lies there by itself; its arrows are the
  imports that leave it, also those inside functions.
- A layer is a floor: a room stands one floor above the highest room that it imports.
- A circle is a group of modules that import each other, directly or through others.
"""

import argparse
import ast
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "outreach"
NO_ROOMS = ("__init__", "__main__")
ENGINES = ("ledger", "pdf", "press", "readers", "storage", "workers", "writers")
Graph = Mapping[str, set[str]]


def modules(root: Path) -> dict[str, ast.Module]:
    """Return every module of the package by its dotted name, parsed."""
    found = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imports(name: str, node: ast.AST, known: Iterable[str]) -> Iterator[str]:
    """Yield the modules of the package that an import names."""
    if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            target = whole if whole in known else node.module
            if target in known and target != name:
                yield target
    elif isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known and alias.name != name)


def module_graph(trees: Mapping[str, ast.Module]) -> dict[str, set[str]]:
    """Return which module imports which, also inside functions; imports for the type checker alone are left out."""
    graph: dict[str, set[str]] = {name: set() for name in trees}
    for name, tree in trees.items():
        for node in _runtime_nodes(tree):
            graph[name].update(imports(name, node, trees))
    return graph


def _runtime_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from _runtime_nodes(child)


def inner_imports(trees: Mapping[str, ast.Module]) -> list[str]:
    """Return the place of each import inside a function."""
    return sorted(
        {
            f"{name}:{node.lineno}"
            for name, tree in trees.items()
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        }
    )


def circles(graph: Graph) -> list[list[str]]:
    """Return the groups of modules that import each other (Tarjan's strongly connected components)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(graph[name]):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            at = stack.index(name)
            group, stack[at:] = stack[at:], []
            if len(group) > 1:
                found.append(sorted(group))

    for name in sorted(graph):
        if name not in index:
            visit(name)
    return found


def room_of(module: str) -> str:
    """Return the room in which a module lies."""
    return module.split(".")[1] if "." in module else "__init__"


def room_graph(graph: Graph) -> dict[str, set[str]]:
    """Return which room imports which."""
    rooms: dict[str, set[str]] = defaultdict(set)
    for name, others in graph.items():
        if (room := room_of(name)) not in NO_ROOMS:
            rooms[room] |= {one for other in others if (one := room_of(other)) not in {room, *NO_ROOMS}}
    return dict(rooms)


def floors(rooms: Graph) -> dict[str, int]:
    """Return the floor of each room, counted from 1; rooms in a circle share the floor of the circle."""
    group = {name: tuple(circle) for circle in circles(rooms) for name in circle}
    known: dict[str, int] = {}

    def floor(name: str) -> int:
        if name not in known:
            alike = group.get(name, (name,))
            below = {other for one in alike for other in rooms.get(one, ()) if other not in alike}
            known.update(dict.fromkeys(alike, 1 + max(map(floor, below), default=0)))
        return known[name]

    return {name: floor(name) for name in rooms}


def double_names(trees: Mapping[str, ast.Module]) -> dict[str, list[str]]:
    """Return the class names that name more than one class, with their modules."""
    places: dict[str, list[str]] = defaultdict(list)
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(module)
    return {name: where for name, where in sorted(places.items()) if len(where) > 1}


DEPTH = """
import sys
deepest, depth, path, best = 0, 0, [], []
FOLDER = {package!r}
SKIPPED = ("<lambda>", "<genexpr>", "<listcomp>", "<dictcomp>", "<setcomp>", "<module>")
def mine(frame):
    code = frame.f_code
    return code.co_filename.startswith(FOLDER) and code.co_name not in SKIPPED
def stack(frame):
    names = []
    while frame is not None:
        if mine(frame):
            names.append(frame.f_code.co_filename[len(FOLDER) + 1:] + ":" + frame.f_code.co_qualname)
        elif "/importlib" in frame.f_code.co_filename or "<frozen importlib" in frame.f_code.co_filename:
            return []
        frame = frame.f_back
    return names[::-1]
def look(frame, event, _arg):
    global best
    if event == "call" and mine(frame):
        names = stack(frame)
        begin = next((n for n, one in enumerate(names) if one.startswith("cli/merg")), None)
        if begin is not None and len(names) - begin > len(best):
            best = names[begin:]
from outreach.cli import main
sys.setprofile(look)
try:
    main(["merge", "--yes", "--date", "2026-11-20"], standalone_mode=False)
except SystemExit:
    pass
sys.setprofile(None)
print("DEPTH", len(best))
for one in best:
    print(" ", one)
"""


def depth(root: Path) -> list[str]:
    """Return the deepest chain of the package's functions while the sample campaign is merged, from the command on."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", PACKAGE, "init", folder], cwd=root, check=True, capture_output=True)
        told = subprocess.run(
            [sys.executable, "-c", DEPTH.format(package=str(root / PACKAGE))],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(root), "OUTREACH_WORKERS": "2"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    return [line.strip() for line in told[told.index("DEPTH") :].splitlines()[1:]]


def steps(chain: Iterable[str]) -> list[str]:
    """Return a chain of calls with each function once, and each engine as one step: its door is where a reader stops."""
    told: list[str] = []
    for one in dict.fromkeys(chain):
        room = one.partition("/")[0]
        step = f"{room}/ (engine)" if room in ENGINES else one
        if not told or told[-1] != step:
            told.append(step)
    return told


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--root", type=Path, default=ROOT, help="the project to measure, if it is not this one")
    parser.add_argument("--depth", action="store_true", help="merge the sample campaign and measure the depth of calls")
    parser.add_argument("--verbose", action="store_true", help="name what is counted")
    asked = parser.parse_args()
    trees = modules(asked.root)
    graph = module_graph(trees)
    rooms = room_graph(graph)
    floor_of = floors(rooms)
    inner, doubles, loops = inner_imports(trees), double_names(trees), circles(graph)
    top = [path.stem for path in (asked.root / PACKAGE).glob("*.py") if path.stem not in NO_ROOMS]
    print(f"modules                        {len(trees)}")
    print(f"modules at the top level       {len(top)}")
    print(f"rooms                          {len(rooms)}")
    print(f"layers                         {max(floor_of.values())}")
    print(f"arrows between rooms           {sum(map(len, rooms.values()))}")
    print(f"circles of rooms               {len(circles(rooms))}")
    print(f"circles of modules             {len(loops)}")
    print(f"imports inside functions       {len(inner)}")
    print(f"class names with two meanings  {len(doubles)}")
    if asked.depth:
        chain = depth(asked.root)
        print(f"depth of the main job          {len(steps(chain))}")
        print(f"  with the engines' own calls  {len(set(chain))}")
        print("\n".join(f"  {one}" for one in steps(chain)))
    if asked.verbose:
        for number in sorted(set(floor_of.values()), reverse=True):
            print(f"floor {number}: {', '.join(sorted(room for room, floor in floor_of.items() if floor == number))}")
        for one in (*circles(rooms), *loops):
            print("circle:", ", ".join(one))
        for name, where in doubles.items():
            print(f"{name}: {', '.join(where)}")
        print("inner:", ", ".join(inner))


if __name__ == "__main__":
    main()
