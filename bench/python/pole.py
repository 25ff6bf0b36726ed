"""A pole on a cart without any package: what a step of Python costs beside that of a server."""

import math
import random


class Choices:
    n = 2


class Pole:
    """The equations of CartPole (Barto, Sutton and Anderson 1983)."""

    action_space = Choices()

    def reset(self, seed=None):
        draw = random.Random(seed).uniform
        self.state = [draw(-0.05, 0.05) for _ in range(4)]
        self.steps = 0
        return self.state, {}

    def step(self, action):
        x, speed, angle, turn = self.state
        sine, cosine = math.sin(angle), math.cos(angle)
        push = ((10.0 if action else -10.0) + 0.05 * turn * turn * sine) / 1.1
        bend = (9.8 * sine - cosine * push) / (0.5 * (4 / 3 - 0.1 * cosine * cosine / 1.1))
        pull = push - 0.05 * bend * cosine / 1.1
        self.state = [x + 0.02 * speed, speed + 0.02 * pull, angle + 0.02 * turn,
                      turn + 0.02 * bend]
        self.steps += 1
        fell = abs(self.state[0]) > 2.4 or abs(self.state[2]) > 0.2095
        return self.state, 1.0, fell, self.steps == 500, {}
