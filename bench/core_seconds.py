#!/usr/bin/env python3
"""What a search costs until it stops, over its seeds, and what it has found.

    core_seconds.py BINARY CONFIG [--first-seed N] [--seeds N] [--play EPISODES] [--set KEY=VALUE]...

Each search runs on one thread. Prints user and system time of the whole process, evaluations, and
the best objective of each seed, then the quartiles; with --play also the mean score of the best in
so many fresh episodes, and its mean over the seeds with the standard error. `*`: it reached the
configuration's stop.target; others count as slower than any that did.
"""

import argparse
import json
import math
import os
import pathlib
import statistics
import subprocess
import tempfile


def told(*words):
    return json.loads(subprocess.run(list(map(str, words)), check=True, text=True,
                                     stdout=subprocess.PIPE).stdout)


def core_seconds(*words):
    process = subprocess.Popen(list(map(str, words)), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"exit status {process.returncode}: {' '.join(map(str, words))}")
    return usage.ru_utime + usage.ru_stime


def quartiles(values):
    """With infinities, which are those that did not reach the target."""
    ordered = sorted(values)
    return [ordered[round(part * (len(ordered) - 1))] for part in (0.5, 0.25, 0.75)]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("config")
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--play", type=int, default=0, metavar="EPISODES")
    parser.add_argument("--set", action="append", default=[])
    options = parser.parse_args()
    settings = [word for one in options.set for word in ("--set", one)]
    spent, scores = [], []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.first_seed, options.first_seed + options.seeds):
            run = pathlib.Path(folder) / str(seed)
            seconds = core_seconds(options.binary, "run", options.config, "--seed", seed,
                                   "--threads", 1, "--quiet", "--output", run, *settings)
            found = told(options.binary, "show", run, "--json")
            reached = found["stopped"] in ("target", "solved")
            spent.append(seconds if reached else math.inf)
            best = next(iter(found["best"]["objectives"].values()))
            line = f"seed {seed:4}  {seconds:8.2f} s {'*' if reached else ' '}" \
                   f"  {found['evaluations']:8} evaluations  best {best:.6g}"
            if options.play:
                scores.append(told(options.binary, "play", run, "--episodes", options.play,
                                   "--json")["mean"])
                line += f"  fresh {scores[-1]:.6g}"
            print(line, flush=True)
    median, low, high = quartiles(spent)
    reaching = sum(map(math.isfinite, spent))
    print(f"{reaching} of {len(spent)} reach the target"
          + (f", after {median:.2f} s in the median ({low:.2f} to {high:.2f})" if reaching else ""))
    if len(scores) > 1:
        error = statistics.stdev(scores) / math.sqrt(len(scores))
        print(f"fresh episodes: mean {statistics.mean(scores):.6g} +- {error:.2g}, quartiles "
              + ", ".join(f"{score:.6g}" for score in statistics.quantiles(scores, n=4)))


if __name__ == "__main__":
    main()
