#!/usr/bin/env python3
"""Trains a model part by part for population-based training: docs/population_based_training.md.

Reads one JSON object per line, trains on from the state that it names, and answers with the loss
and the path of the new state. States are files called after their content, so that a state is never
half written, never changed, and may be taken over by any worker on the machine. They are in the
folder TRAINER_STATES, or else in one of the temporary folder. Only Python's standard library is
needed.
"""

import hashlib
import json
import math
import os
import pathlib
import random
import sys
import tempfile

STATES = pathlib.Path(os.environ.get("TRAINER_STATES")
                      or pathlib.Path(tempfile.gettempdir()) / "cambrian-train-model")
INPUTS = 8


def rows(count, seed):
    """A linear law under much noise: the last digits need a falling learning rate."""
    draw = random.Random(seed)
    law = [math.sin(3.0 * i) for i in range(INPUTS)]
    for _ in range(count):
        x = [draw.gauss(0, 1) for _ in range(INPUTS)]
        yield x, sum(a * b for a, b in zip(law, x)) + draw.gauss(0, 1)


TRAIN, VALIDATION = list(rows(400, 1)), list(rows(400, 2))


def load(state):
    if state is None:
        return {"weights": [0.0] * INPUTS, "velocity": [0.0] * INPUTS, "epochs": 0}
    return json.loads(pathlib.Path(state["file"]).read_text())


def save(model):
    text = json.dumps(model)
    path = STATES / (hashlib.sha256(text.encode()).hexdigest()[:32] + ".json")
    STATES.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}")
    partial.write_text(text)
    os.replace(partial, path)
    return {"file": str(path)}


def train(model, settings, epochs, seed):
    """Gradient descent with momentum, one row at a time."""
    weights, velocity = model["weights"], model["velocity"]
    rate, momentum = settings["rate"], settings["momentum"]
    for _ in range(epochs):
        order = TRAIN[:]
        random.Random(f"{seed} {model['epochs']}").shuffle(order)
        for x, y in order:
            slope = sum(w * a for w, a in zip(weights, x)) - y
            for i, a in enumerate(x):
                velocity[i] = momentum * velocity[i] - rate * slope * a
                weights[i] += velocity[i]
        model["epochs"] += 1


def loss(model):
    """Mean squared error on rows that were not trained on."""
    total = sum((sum(w * a for w, a in zip(model["weights"], x)) - y) ** 2 for x, y in VALIDATION)
    return total / len(VALIDATION)


def main():
    for line in sys.stdin:
        request = json.loads(line)
        model = load(request["state"])
        epochs = request["budget"] or 10
        try:
            train(model, request["genome"], epochs, request["seed"])
            value = loss(model)
        except OverflowError:
            value = math.inf
        if math.isfinite(value):
            answer = {"objectives": {"loss": value}, "work": epochs, "state": save(model)}
        else:
            answer = {"status": "invalid", "note": "the training diverged"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
