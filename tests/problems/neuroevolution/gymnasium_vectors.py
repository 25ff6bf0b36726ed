#!/usr/bin/env python3
"""Writes gymnasium_vectors.json: what Gymnasium's environments do under fixed linear policies.

    python3 gymnasium_vectors.py > gymnasium_vectors.json      needs gymnasium (MIT licence) and numpy
"""

import json
import math
import random

import gymnasium
import numpy

TASKS = {
    "cart_pole": ("CartPole-v1", 4, 2),
    "acrobot": ("Acrobot-v1", 6, 3),
    "mountain_car": ("MountainCar-v0", 2, 3),
    "mountain_car_continuous": ("MountainCarContinuous-v0", 2, 1),
    "pendulum": ("Pendulum-v1", 3, 1),
}
STEPS = [1, 2, 10, 50, 150, 999]


def action(name, outputs):
    if name == "pendulum":
        return numpy.array([min(max(outputs[0], -2), 2)], dtype=numpy.float64)
    if name == "mountain_car_continuous":
        return numpy.array([min(max(outputs[0], -1), 1)], dtype=numpy.float64)
    return int(numpy.argmax(outputs))


def episode(name, start, weights, limit):
    task, inputs, outputs = TASKS[name]
    environment = gymnasium.make(task)
    environment.reset(seed=0)
    inner = environment.unwrapped
    inner.state = numpy.array(start, dtype=numpy.float64)
    # What an episode sees first is a function of the state that reset() chose, so it is made here.
    seen = {
        "acrobot": lambda s: [math.cos(s[0]), math.sin(s[0]), math.cos(s[1]), math.sin(s[1]), s[2], s[3]],
        "pendulum": lambda s: [math.cos(s[0]), math.sin(s[0]), s[1]],
    }.get(name, list)(start)
    matrix = numpy.array(weights[: inputs * outputs]).reshape(inputs, outputs)
    biases = numpy.array(weights[inputs * outputs:])
    score, steps, ended = 0.0, 0, False
    while not ended and steps < limit:
        choice = action(name, numpy.array(seen, dtype=numpy.float64) @ matrix + biases)
        seen, reward, terminated, truncated, _ = environment.step(choice)
        score += float(reward)
        steps += 1
        ended = terminated or truncated
    return {"score": score, "steps": steps, "state": [float(x) for x in inner.state]}


def main():
    random.seed(1)
    tasks = {}
    for name, (task, inputs, outputs) in TASKS.items():
        size = {"acrobot": 4, "cart_pole": 4}.get(name, 2)
        tasks[name] = []
        for _ in range(6):
            weights = [round(random.gauss(0, 1), 3) for _ in range((inputs + 1) * outputs)]
            start = [round(random.uniform(-0.1, 0.1), 4) for _ in range(size)]
            if name.startswith("mountain"):
                start = [round(random.uniform(-0.6, -0.4), 4), 0.0]
            runs = [dict(limit=n, **episode(name, start, weights, n)) for n in STEPS]
            tasks[name].append({"start": start, "weights": weights, "runs": runs})
    print(json.dumps({"source": f"gymnasium {gymnasium.__version__}", "tasks": tasks}, indent=1))


if __name__ == "__main__":
    main()
