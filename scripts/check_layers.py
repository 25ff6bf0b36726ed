#!/usr/bin/env python3
"""Checks who includes whom, where third-party code is used, and that headers begin as they should.

    check_layers.py [ROOT]     prints one line per violation; exit status 1 when there is any

The rules are those of docs/architecture.md. A module is one folder with its sub-folders.
"""

import re
import sys
from pathlib import Path

CORE = {"engine/core"}
CONFIG = CORE | {"engine/config"}
SPACE = CONFIG | {"engine/space"}
STATE = SPACE | {"engine/pareto", "engine/state"}
CATALOGUE = STATE | {"engine/algorithm", "engine/catalogue"}
ENGINE = CATALOGUE | {"engine/text", "engine/island", "engine/plugin", "engine/process"}

# What each module of the engine may include besides itself.
ENGINE_MODULES = {
    "engine/core": set(),
    "engine/config": CORE,
    "engine/process": CORE,
    "engine/text": CORE,
    "engine/space": CONFIG,
    "engine/pareto": CORE,
    "engine/state": SPACE | {"engine/pareto"},
    "engine/island": STATE,
    "engine/algorithm": STATE,
    "engine/catalogue": STATE | {"engine/algorithm"},
    "engine/plugin": CATALOGUE,
}

# Third-party headers (a regular expression) and the only files (likewise) that may include them.
# Tests may include anything.
THIRD_PARTY = [
    (r"boost/", r"engine/core/archive\.cpp"),
    (r"Random123/", r"$"),
    (r"mpi\.h", r"cluster/mpi.*"),
    (r"dlfcn\.h", r"engine/plugin/loader\.cpp"),
    (r"spdlog/", r"cli/.*"),
    (r"CLI/", r"(cli|bench)/.*"),
    (r"benchmark/", r"bench/.*"),
    (r"nlohmann/", r".*\.cpp|engine/config/value\.hpp"),
    (r"(Eigen|zlib\.h)", r".*\.cpp"),
    (r"box2d/", r"problems/neuroevolution/box2d/.*"),
    (r"mujoco/", r"problems/neuroevolution/mujoco/.*"),
    (r"hwy/", r"(operators|problems/(neuroevolution|training))/.*|bench/neuroevolution\.cpp"),
    # Results must not differ between standard libraries, nor depend on when a search runs.
    (r"random$", r"$"),
    (r"(chrono|ctime)$",
     r"(cluster|cli|bench)/.*|engine/state/run_folder\.hpp|engine/process/.*\.cpp"),
]

# Problems do not know each other, but for the networks that optimizers and layers are tried in.
SHARED = {("problems/optimizers", "problems/training"),
          ("problems/normalization", "problems/training")}

SOURCE_FOLDERS = ["engine", "operators", "problems", "cluster", "cli", "bench", "tests", "examples"]
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def module_of(path):
    """The module of a file or of an include: "engine/core", "problems/tabular", "cluster"."""
    parts = path.split("/")
    if parts[0] in ("engine", "operators", "problems"):
        return "/".join(parts[:2])
    return parts[0]


def may_include(module, other):
    if module == other or (module, other) in SHARED:
        return True
    kind, other_kind = module.split("/")[0], other.split("/")[0]
    if kind == "engine":
        return other in ENGINE_MODULES.get(module, set())
    return other_kind in {
        "operators": {"engine"},
        "problems": {"engine", "operators"},
        "cluster": {"engine"},
        "cli": {"engine", "operators", "problems", "cluster"},
        "bench": {"engine", "operators", "problems", "cluster", "tests"},
        "examples": {"engine"},
        "tests": {"engine", "operators", "problems", "cluster", "cli"},
    }.get(kind, set())


def check_file(root, path):
    """Yields (line number, message) for each violation in one file."""
    name = path.relative_to(root).as_posix()
    lines = path.read_text(encoding="utf-8").splitlines()
    own = path.with_suffix(".hpp").relative_to(root).as_posix()
    if path.suffix == ".cpp" and (root / own).exists():
        # So every header that has a source is known to compile alone.
        first = next((line for line in lines if line.startswith("#include")), "")
        if first != f'#include "{own}"':
            yield 1, "a source includes its own header first"
    # Highway includes an -inl.hpp once per instruction set, so it cannot be guarded.
    if path.suffix == ".hpp" and not name.endswith("-inl.hpp"):
        if not lines or not lines[0].startswith("// "):
            yield 1, "a header begins with a comment that says what it is for"
        if "#pragma once" not in lines:
            yield 1, "a header has #pragma once"
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        ours, theirs = match.groups()
        header = ours or theirs
        if header.split("/")[0] in SOURCE_FOLDERS:
            if not may_include(module_of(name), module_of(header)):
                yield number, f"{module_of(name)} may not include {module_of(header)} ({header})"
            continue
        if name.startswith("tests/"):
            continue
        for pattern, allowed in THIRD_PARTY:
            if re.match(pattern, header) and not re.fullmatch(allowed, name):
                yield number, f"<{header}> may not be included here"


def violations(root):
    for folder in SOURCE_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".hpp", ".cpp"):
                for number, message in check_file(root, path):
                    yield f"{path.relative_to(root)}:{number}: {message}"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    found = list(violations(root))
    print("\n".join(found) if found else "every include keeps to the layers")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
