"""An environment in plain Python, with the interface of Gymnasium: a boat is held on its line."""

import random


class Sides:
    """Any rudder between these."""

    low, high = [-1.0], [1.0]


class Boat:
    action_space = Sides()

    def reset(self, seed=None):
        self.chance = random.Random(seed)
        self.off, self.drift, self.steps = self.chance.uniform(-1, 1), 0.0, 0
        return [self.off, self.drift], {}

    def step(self, action):
        self.drift += 0.1 * action[0] + self.chance.gauss(0, 0.02)
        self.off += self.drift
        self.steps += 1
        aground = abs(self.off) > 5
        return [self.off, self.drift], 1 - abs(self.off), aground, self.steps == 100, {}
