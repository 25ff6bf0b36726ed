#!/usr/bin/env python3
"""Runs the commands in the documentation and compares what they print.

    check_docs.py BINARY [PAGE.md ...]      default pages: PAGES below

In a fenced block marked `console`, a line `$ command` is run by bash in one temporary folder per
page, where `cambrian` is the binary and examples/ and configs/ are the project's. The lines after it
are what it prints (stdout and stderr); "..." in a line stands for any text, and a line "..." for
any lines. A command with nothing after it may print what it likes. Every command must end with
status 0, unless a comment `# exit status N` follows it on its line. Also checks that relative links
lead to files.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = ["README.md", "docs/tutorial.md", "docs/jobs.md", "docs/cluster.md",
         "docs/approximation.md", "docs/external.md", "docs/reports.md", "docs/neuroevolution.md", "docs/walker.md",
         "docs/population_based_training.md", "docs/optimizers.md", "docs/normalization.md"]
# Tests may run as root in a container of few cores.
MPI = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
}


def commands(text):
    """Yields (line number, command, expected lines) of all console blocks."""
    block = command = None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            if command:
                yield command
            command = None
            block = line[3:].strip() if block is None else None
        elif block == "console" and line.startswith("$ "):
            if command:
                yield command
            command = (number, line[2:], [])
        elif command:
            command[2].append(line)


def pattern(expected):
    """The regular expression that the output must match."""
    parts = []
    for line in expected:
        words = re.escape(line.rstrip()).replace(re.escape("..."), ".*")
        parts.append(r"(?:.*\n)*" if line.strip() == "..." else words + r"[ ]*\n")
    return "".join(parts)


def run(command, folder, binary):
    environment = dict(os.environ, PATH=f"{folder}/bin:{os.environ['PATH']}", TERM="dumb", **MPI)
    result = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, text=True, timeout=300,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    return result.returncode, result.stdout


def check_commands(page, binary):
    """The faults of one page."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "bin").mkdir()
        (folder / "bin" / "cambrian").symlink_to(binary)
        for name in ("examples", "configs"):
            (folder / name).symlink_to(ROOT / name)
        for number, command, expected in commands((ROOT / page).read_text()):
            wanted = re.search(r"# exit status (\d+)$", command)
            status, output = run(command, folder, binary)
            if status != (int(wanted.group(1)) if wanted else 0):
                yield f"{page}:{number}: `{command}` ended with status {status}:\n{output}"
            elif any(line.strip() for line in expected):
                while not expected[-1].strip():
                    expected.pop()
                text = "".join(line.rstrip() + "\n" for line in output.rstrip().splitlines())
                if not re.fullmatch(pattern(expected), text):
                    yield f"{page}:{number}: `{command}` printed something else:\n{output}"


def check_links(page):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / page).read_text()):
        if not ((ROOT / page).parent / target).exists():
            yield f"{page}: the link to {target} leads nowhere"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    binary = pathlib.Path(sys.argv[1]).resolve()
    pages = sys.argv[2:] or PAGES
    faults = [fault for page in pages for fault in check_commands(page, binary)]
    linked = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    faults += [fault for page in linked for fault in check_links(str(page.relative_to(ROOT)))]
    print("\n".join(faults) if faults else f"{', '.join(pages)}: every command did what is written")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
