#!/usr/bin/env python3
"""Compiles the C and C++ in the pages for authors, block by block.

    check_fragments.py INCLUDE_FOLDER [COMPILER]     of C++; default: g++. C is compiled by cc

A block that includes a header is a whole file. Any other is what it claims to be: members of the
struct that the pages speak of, OneMax, or (when it begins with `return`) the end of its evaluate.
What such a fragment lacks of a search space is put around it, so that its methods must fit.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = ["docs/plugins.md", "docs/formats/plugin_abi.md"]

HEAD = """#include <cambrian/plugin.hpp>
#include <array>
#include <string>
#include <vector>
"""
# Methods of a space, each used where a fragment has none of these.
USUAL = [
    (r"\bname = ", 'static constexpr const char* name = "fragment";'),
    (r"using Genome\b", "using Genome = std::vector<std::uint8_t>;"),
    (r"\bsample\(", "Genome sample(cambrian::Random&) const;"),
    (r"\b(vary|mutate)\(", "Genome mutate(Genome, cambrian::Random&) const;"),
    (r"\b(evaluate|train)\(", "double evaluate(const Genome&) const;"),
    (r"\bdescribe\(", "std::string describe(const Genome&) const;"),
]
EVALUATE = """cambrian::Evaluation evaluate(const Genome&) const {
  const double error = 0, size = 0, span = 0;
  const std::uint64_t steps = 0;
  (void)error, (void)size, (void)span, (void)steps;
"""


def blocks(text):
    """Yields (line number, language, code) of all blocks of C and C++."""
    for found in re.finditer(r"^```(cpp|c)\n(.*?)^```$", text, re.M | re.S):
        yield text.count("\n", 0, found.start()) + 1, found.group(1), found.group(2)


def whole(code):
    """The fragment as a file."""
    if "#include" in code:
        return code
    if code.startswith("return"):
        code = EVALUATE + code + "}\n"
    # A function next to the struct stands after it.
    members, free = re.match(r"(.*?)(^void fields\(.*|\Z)", code, re.M | re.S).groups()
    extra = [line for known, line in USUAL if not re.search(known, code)]
    if re.search(r"\bparams\b|\bParams&", code) and "struct Params" not in code:
        extra.insert(0, "struct Params { double noise = 0; };")
        free += "void fields(auto& v, OneMax::Params& p) { v(\"noise\", p.noise, \"\"); }\n"
        if "OneMax(" not in code:
            extra.append("Params params;")
    return "\n".join([HEAD, "struct OneMax {", *extra, members + "};", free,
                      "CAMBRIAN_PLUGIN(OneMax)", ""])


def fault(page, line, language, code, include, compiler):
    """What the compiler says against a block; empty: nothing."""
    command = ([compiler, "-std=c++20"] if language == "cpp" else ["cc", "-std=c11"])
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / f"fragment.{language}"
        if language == "cpp":
            code = whole(code)
        elif "#include" not in code:
            code = "#include <cambrian/abi.h>\n" + code
        source.write_text(code)
        done = subprocess.run([*command, "-Wall", "-Wextra", "-fsyntax-only", "-I", include, source],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return f"{page}:{line}: does not compile:\n{done.stdout}" if done.returncode else ""


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    include = sys.argv[1]
    compiler = sys.argv[2] if len(sys.argv) > 2 else "g++"
    faults, count = [], 0
    for page in PAGES:
        for line, language, code in blocks((ROOT / page).read_text()):
            count += 1
            faults.append(fault(page, line, language, code, include, compiler))
    faults = [text for text in faults if text]
    print("\n".join(faults) if faults else f"{count} blocks compile")
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main())
