#!/usr/bin/env python3
"""How fast Operon (https://github.com/heal-research/pyoperon) evaluates random trees, to be read
beside build/release/bench/evaluation on the same machine: 1,000 trees of 2 to 62 nodes (mean 32),
1,000 rows, float32, one thread, CPU time, every node counted.

Needs the package pyoperon (tried: 0.6.2), best in an environment outside of the repository:
    python3 -m venv ~/peers && ~/peers/bin/pip install pyoperon
    ~/peers/bin/python bench/peers/operon_evaluation.py && build/release/bench/evaluation
"""
import time

import numpy as np
import pyoperon

ROWS = 1000
COLUMNS = 5
TREES = 1000
ARITHMETIC = ("Add", "Sub", "Mul", "Div")
FUNCTIONS = ("Exp", "Log", "Sin", "Cos", "Sqrt")


def trees_over(operators, dataset):
    symbols = pyoperon.NodeType.Constant | pyoperon.NodeType.Variable
    for name in operators:
        symbols |= getattr(pyoperon.NodeType, name)
    problem = pyoperon.Problem(dataset)
    problem.ConfigurePrimitiveSet(symbols)
    inputs = [variable.Hash for variable in dataset.Variables][:COLUMNS]
    primitives = problem.PrimitiveSet  # the creator does not keep it alive
    create = pyoperon.BalancedTreeCreator(primitives, inputs, 0.0)
    random = pyoperon.RandomGenerator(1)
    sizes = np.random.default_rng(1).integers(2, 63, TREES)
    return [create(random, int(size), 1, 1000) for size in sizes]


def main():
    values = np.random.default_rng(2).uniform(0.5, 3, (ROWS, COLUMNS + 1))
    values = np.asfortranarray(values.astype(np.float32))  # which the dataset only looks at
    dataset = pyoperon.Dataset(values)
    results = np.zeros((TREES, ROWS), dtype=np.float32)
    print("| operators | 1e9 nodes/s | mean size | valid trees |\n|---|---|---|---|")
    for operators in (ARITHMETIC[:3], ARITHMETIC, ARITHMETIC + FUNCTIONS):
        trees = trees_over(operators, dataset)
        nodes = sum(tree.Length for tree in trees)
        seconds = []
        for _ in range(7):
            begin = time.process_time()
            pyoperon.EvaluateTrees(trees, dataset, pyoperon.Range(0, ROWS), results, 1)
            seconds.append(time.process_time() - begin)
        valid = int(np.isfinite(results).all(axis=1).sum())
        speed = nodes * ROWS / min(seconds) / 1e9
        print(f"| {' '.join(operators)} | {speed:.2f} | {nodes / TREES:.1f} | {valid} |")


if __name__ == "__main__":
    main()
