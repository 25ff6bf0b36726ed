#!/usr/bin/env python3
"""Operon (https://github.com/heal-research/pyoperon) behind the interface of the benchmark.

Needs the package pyoperon (tried: 0.6.2), best in an environment outside of the repository:
    python3 -m venv ~/peers && ~/peers/bin/pip install pyoperon
    bench/regression.py LIST --peer operon --peer-python ~/peers/bin/python
Settings: its NSGA-II over R2 and length, population 1,000, 10 iterations of Levenberg-Marquardt
for every individual, at most 50 nodes, the operators of the benchmark. It runs until the time is
over; the seconds that importing Python packages takes do not count.
"""
import argparse
import csv
import json
import math
import time


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table")
    parser.add_argument("--target", required=True)
    parser.add_argument("--time", type=float, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--iterations", type=int, default=10, help="of Levenberg-Marquardt")
    parser.add_argument("--symbols", default="add,sub,mul,div,square,sqrt,exp,log,sin,cos,"
                                             "constant,variable")
    return parser.parse_args()


def main():
    options = arguments()
    import numpy as np
    from pyoperon.sklearn import SymbolicRegressor
    with open(options.table, newline="") as file:
        lines = list(csv.reader(file))
    names = lines[0]
    rows = np.array([[float(cell) for cell in line] for line in lines[1:]])
    at = names.index(options.target)
    features = [i for i in range(len(names)) if i != at]
    everlasting = 2**31 - 1
    search = SymbolicRegressor(
        allowed_symbols=options.symbols, objectives=["r2", "length"], optimizer="lm",
        optimizer_iterations=options.iterations, max_length=50, max_depth=20,
        population_size=1000, generations=everlasting, max_evaluations=10**12,
        max_time=max(1, math.ceil(options.time)), n_threads=options.threads,
        random_state=options.seed, model_selection_criterion="mean_squared_error")
    start = time.monotonic()
    search.fit(rows[:, features], rows[:, at])
    seconds = time.monotonic() - start
    front = {}
    for member in search.pareto_front_:
        text = search.get_model_string(member["tree"], 20, [names[i] for i in features])
        size = member["tree"].Length
        loss = float(member["mean_squared_error"])
        if size not in front or loss < front[size]["loss"]:
            front[size] = {"complexity": size, "loss": loss, "equation": text,
                           "seconds": seconds}
    print(json.dumps({"front": [front[size] for size in sorted(front)]}))


if __name__ == "__main__":
    main()
