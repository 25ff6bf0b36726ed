#!/usr/bin/env python3
"""Measures how many laws `cambrian regress` recovers from data, and how fast.

LIST is a table of formulas with ranges (columns id, formula, v1, v1_low, v1_high, ...), a list of
classic problems (name, n_vars, expression, train_spec), or a folder of data files (*.csv, *.tsv,
also .gz; the last column is the target; then R2 on a quarter of the rows is measured).
Words after -- go to the engine as they are, e.g. `-- --no-library` for an ablation.

A law: 1 - R2 < 1e-9 on 1,000 fresh rows and on 1,000 rows of ranges twice as wide, with at most
1.5 times the complexity of the given formula. With noise, the constants of each member of the
front are fitted to clean targets first: the form is judged. Needs Python 3.9 and nothing else.
"""
import argparse
import concurrent.futures
import datetime
import json
import os
import pathlib
import platform
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from recovery import curve, problems, report, symbolic, trial  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", nargs="*", metavar="LIST", help="problems to run")
    parser.add_argument("--binary", default=str(ROOT / "build/release/cambrian"))
    parser.add_argument("--peer", help="run bench/peers/PEER.py instead of the binary")
    parser.add_argument("--peer-python", help="interpreter that has the peer installed")
    parser.add_argument("--time", type=float, default=5, help="seconds per problem (default 5)")
    parser.add_argument("--cpu", type=float, default=0, metavar="SECONDS",
                        help="stop a run when each of its threads has used that much CPU time on "
                             "average, and count by it: for machines that do other work")
    parser.add_argument("--threads", type=int, default=2, help="threads per run (default 2)")
    parser.add_argument("--jobs", type=int, default=1, help="problems at a time (default 1)")
    parser.add_argument("--rows", type=int, default=0, help="default: the list's, else 1000")
    parser.add_argument("--noise", type=float, default=0,
                        help="standard deviation of the noise / root mean square of the target")
    parser.add_argument("--seeds", type=int, default=1, help="trials per problem (default 1)")
    parser.add_argument("--seed", type=int, default=1, help="the first seed (default 1)")
    parser.add_argument("--only", metavar="REGEX", help="problems whose name matches")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth problem only")
    parser.add_argument("--units", action="store_true",
                        help="tell the engine the units of the columns (lists that have them)")
    parser.add_argument("--ranges", choices=("given", "realistic"), default="given",
                        help="realistic: log-uniform over two decades, some of both signs")
    parser.add_argument("--sympy", action="store_true", help="also decide symbolic equivalence")
    parser.add_argument("--json", metavar="FILE", help="write all results")
    parser.add_argument("--svg", metavar="FILE", help="draw recovery over time")
    parser.add_argument("--compare", nargs="+", metavar="FILE", default=[],
                        help="compare (and draw, with --svg) files of results; runs nothing")
    words = sys.argv[1:]
    extra = words[words.index("--") + 1:] if "--" in words else []
    settings = parser.parse_args(words[:words.index("--")] if "--" in words else words)
    settings.extra = extra
    if settings.cpu and "--time" not in " ".join(words):
        settings.time = 60 * settings.cpu + 60
    if not settings.list and not settings.compare:
        parser.error("name a LIST, or files to --compare")
    return settings


def chosen(settings):
    every = [problem for path in settings.list for problem in problems.read(path)]
    if settings.only:
        every = [p for p in every if re.search(settings.only, p.name)]
    if settings.ranges == "realistic":
        every = [problems.make_realistic(p) if p.formula else p for p in every]
    return every[::settings.every]


def run_all(settings):
    tasks = [(problem, seed) for problem in chosen(settings)
             for seed in range(settings.seed, settings.seed + settings.seeds)]
    results = []
    print(report.header(), flush=True)
    with concurrent.futures.ProcessPoolExecutor(settings.jobs) as pool:
        waiting = [pool.submit(trial.run, *task, settings) for task in tasks]
        for (problem, _), future in zip(tasks, waiting):
            result = future.result()
            if settings.sympy and result["fits"]:
                result["symbolic"] = symbolic.equivalent(problem.formula, result["found"],
                                                         problem.variables)
            results.append(result)
            print(report.line(result), flush=True)
    return results


def machine():
    model = platform.processor()
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":")[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        pass
    return {"processor": model, "cores": os.cpu_count(), "load": os.getloadavg(),
            "date": datetime.date.today().isoformat()}


def main():
    settings = arguments()
    if settings.compare:
        documents = [json.loads(pathlib.Path(path).read_text()) for path in settings.compare]
        names = [pathlib.Path(path).stem for path in settings.compare]
        print(report.compare(documents, names))
        if settings.svg:
            pathlib.Path(settings.svg).write_text(curve.draw(documents, names))
        return
    if settings.sympy and not symbolic.available():
        sys.exit("--sympy: SymPy is not installed")
    if not settings.peer and not os.access(settings.binary, os.X_OK):
        sys.exit(f"{settings.binary}: no such program (build it first, or give --binary)")
    document = {"settings": vars(settings), "machine": machine()}
    document["results"] = run_all(settings)
    document["machine"]["load_after"] = os.getloadavg()
    print(report.totals(document["results"], settings.cpu or settings.time))
    print("{cores} x {processor}, load {load[0]:.1f} -> {load_after[0]:.1f}, {date}"
          .format(**document["machine"]))
    if settings.json:
        pathlib.Path(settings.json).write_text(json.dumps(document, indent=1))
    if settings.svg:
        pathlib.Path(settings.svg).write_text(
            curve.draw([document], [settings.peer or "cambrian"]))


if __name__ == "__main__":
    main()
