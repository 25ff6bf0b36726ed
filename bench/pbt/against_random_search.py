#!/usr/bin/env python3
"""Population-based training against random search and the best fixed setting, at equal epochs.

    against_random_search.py BINARY CONFIG [--seeds N] [--first-seed N] [--fresh N] [--set KEY=VALUE]...

For each seed three searches of CONFIG: as it is; with exploit=none, which is random search; and the
schedule that was found, replayed on fresh members: of these both the mean, and the one with the
lowest validation loss (as many epochs as a search if there are as many as it has members). The best
fixed setting is that of the lowest validation loss among all random searches, trained afresh.
Compared by the loss on test rows, which nothing is decided by, of the member with the lowest
validation loss. Prints a table with 95 % confidence intervals (Student's t).
"""

import argparse
import json
import math
import pathlib
import statistics
import subprocess
import tempfile

# Two-sided 95 % quantiles of Student's t for n - 1 degrees of freedom.
QUANTILES = {2: 12.71, 3: 4.30, 5: 2.78, 10: 2.26, 20: 2.093, 50: 2.01}


def cambrian(binary, *words):
    return subprocess.run([binary, *map(str, words)], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def schedule(binary, run):
    return json.loads(cambrian(binary, "show", run, "--schedule", "--json"))["schedule"]


def mean_and_interval(values):
    if len(values) < 2:
        return f"{values[0]:.4f}"
    quantile = next(q for n, q in sorted(QUANTILES.items(), reverse=True) if len(values) >= n)
    half = quantile * statistics.stdev(values) / math.sqrt(len(values))
    return f"{statistics.mean(values):.4f} +- {half:.4f}"


def test_losses(parts):
    return (parts[-1]["objectives"]["validation_loss"], parts[-1]["descriptor"]["test_loss"],
            parts[-1]["descriptor"]["test_error"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("config")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--fresh", type=int, default=5, help="members that replay a schedule")
    parser.add_argument("--set", action="append", default=[], help="of every search")
    options = parser.parse_args()
    diverged = []
    settings = [word for one in options.set for word in ("--set", one)]
    # A replay has no algorithm to set.
    of_problem = [word for one in options.set if not one.startswith("algorithm.")
                  for word in ("--set", one)]
    of_all = f"best of {options.fresh} fresh members"
    results = {name: [] for name in ("random search", "population-based training",
                                     "its schedule, one fresh member", f"its schedule, {of_all}",
                                     "best fixed setting, one fresh member",
                                     f"best fixed setting, {of_all}")}
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)

        def train(name, seed, *more):
            run = base / f"{name}-{seed}"
            cambrian(options.binary, "run", options.config, "--seed", seed, "--output", run,
                     "--quiet", *more)
            return schedule(options.binary, run)

        def fresh(name, seed, found):
            """The mean over fresh members, each by itself, and the best by validation."""
            path = base / f"{name}-{seed}.json"
            path.write_text(json.dumps({"format": 1, "schedule": found}))
            each = []
            for member in range(options.fresh):
                try:
                    each.append(test_losses(train(f"{name}, {member}", 1000 * seed + member,
                                                  *of_problem, "--replay-schedule", path)))
                except subprocess.CalledProcessError:
                    diverged.append(f"{name}, seed {seed}, member {member}")
            if not each:
                return
            results[f"{name}, one fresh member"].append(
                tuple(statistics.mean(column) for column in zip(*each)))
            results[f"{name}, {of_all}"].append(min(each))

        seeds = range(options.first_seed, options.first_seed + options.seeds)
        fixed = []
        for seed in seeds:
            found = train("random", seed, *settings, "--set", "algorithm.exploit=none")
            results["random search"].append(test_losses(found))
            fixed.append((test_losses(found)[0], found))
            found = train("pbt", seed, *settings)
            results["population-based training"].append(test_losses(found))
            fresh("its schedule", seed, found)
        best = min(fixed)[1]
        for seed in seeds:
            fresh("best fixed setting", seed, best)
    print("| | validation loss | test loss | test error |\n| --- | --- | --- | --- |")
    for name, rows in results.items():
        print(f"| {name} | " + " | ".join(mean_and_interval(column) for column in zip(*rows)) + " |")
    pairs = list(zip(results["population-based training"], results["random search"]))
    wins = sum(pbt[1] < control[1] for pbt, control in pairs)
    means = [statistics.mean(row[1] for row in results[name])
             for name in ("population-based training", "random search")]
    if diverged:
        print(f"\nLeft out, since they diverged: {'; '.join(diverged)}.")
    print(f"\nPBT has the lower test loss in {wins} of {len(pairs)} seeds; its mean is "
          f"{100 * (1 - means[0] / means[1]):.1f} % lower.")


if __name__ == "__main__":
    main()
