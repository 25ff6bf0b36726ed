#!/usr/bin/env python3
"""Evaluates models of the hydrogen spectrum for a search over their settings: docs/external.md.

Reads one JSON object per line, trains the model that its genome describes, and answers with the
error of a cross-validation. Only Python's standard library is needed.
"""

import csv
import json
import math
import pathlib
import random
import sys

DATA = pathlib.Path(__file__).resolve().parent.parent / "hydrogen.csv"
FOLDS = 5


def load():
    """Inputs, scaled to mean 0 and deviation 1, and the logarithms of the last column."""
    with open(DATA, newline="") as file:
        rows = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    columns = list(zip(*(row[:-1] for row in rows)))
    means = [sum(c) / len(c) for c in columns]
    deviations = [math.sqrt(sum((x - m) ** 2 for x in c) / len(c)) for c, m in zip(columns, means)]
    inputs = [[(x - m) / d for x, m, d in zip(row, means, deviations)] for row in rows]
    return inputs, [math.log(row[-1]) for row in rows]


def solve(matrix, vector):
    """Gaussian elimination with pivoting."""
    rows = [row[:] + [value] for row, value in zip(matrix, vector)]
    size = len(rows)
    for i in range(size):
        best = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[best] = rows[best], rows[i]
        for r in range(size):
            if r != i:
                factor = rows[r][i] / rows[i][i]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i])]
    return [row[size] / row[i] for i, row in enumerate(rows)]


def powers(point, degree):
    """All products of the two inputs up to a degree."""
    a, b = point
    return [a**i * b**j for i in range(degree + 1) for j in range(degree + 1 - i)]


def ridge(settings, inputs, targets):
    """Polynomial regression with a penalty on its weights."""
    degree, penalty = settings["degree"], settings["penalty"]
    table = [powers(point, degree) for point in inputs]
    size = len(table[0])
    matrix = [[sum(row[i] * row[j] for row in table) for j in range(size)] for i in range(size)]
    for i in range(size):
        matrix[i][i] += penalty
    weights = solve(matrix, [sum(r[i] * t for r, t in zip(table, targets)) for i in range(size)])
    return lambda point: sum(w * x for w, x in zip(weights, powers(point, degree)))


def neighbours(settings, inputs, targets):
    """The mean of the nearest neighbours, weighted by a power of their distance."""
    count, power, stretch = settings["neighbours"], settings["power"], settings["stretch"]

    def predict(point):
        near = sorted(
            (math.hypot(p[0] - point[0], stretch * (p[1] - point[1])), t)
            for p, t in zip(inputs, targets)
        )[:count]
        weights = [1 / (distance + 1e-6) ** power for distance, _ in near]
        return sum(w * t for w, (_, t) in zip(weights, near)) / sum(weights)

    return predict


def error(settings, inputs, targets):
    """Root mean squared error of a cross-validation, the same folds for all."""
    train = {"ridge": ridge, "neighbours": neighbours}[settings["model"]]
    order = list(range(len(inputs)))
    random.Random(1).shuffle(order)
    total = 0.0
    for fold in range(FOLDS):
        held_out = set(order[fold::FOLDS])
        kept = [i for i in order if i not in held_out]
        model = train(settings, [inputs[i] for i in kept], [targets[i] for i in kept])
        total += sum((model(inputs[i]) - targets[i]) ** 2 for i in held_out)
    return math.sqrt(total / len(inputs))


def main():
    inputs, targets = load()
    for line in sys.stdin:
        request = json.loads(line)
        answer = {"objectives": {"error": error(request["genome"], inputs, targets)}}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
