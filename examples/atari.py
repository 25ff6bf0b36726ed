"""Atari games as Such et al. (2017) have them, for the environment "python":
atari:Frostbite, and so on.

Needs ale-py and NumPy (`pip install ale-py numpy`), which bring the games along. ale-py is under the
GPL; it runs in a program of its own.
"""

import os
import random
import re

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each thread of a search has a program like this

import ale_py
import ale_py.roms
import numpy

SKIP = 4  # frames of an action
SIDE = 84  # pixels


def averages(pixels, wanted):
    """A matrix that shrinks: each new pixel is the mean of those that it covers."""
    edges = numpy.linspace(0, pixels, wanted + 1)
    first, last = edges[:-1, None], edges[1:, None]
    at = numpy.arange(pixels)[None, :]
    covered = numpy.clip(numpy.minimum(last, at + 1) - numpy.maximum(first, at), 0, 1)
    return (covered / (last - first)).astype(numpy.float32)


class Choices:
    def __init__(self, n):
        self.n = n


class Game:
    """Sees the last four pictures, grey, of 84 x 84 pixels; an action lasts four frames."""

    def __init__(self, name):
        ale_py.ALEInterface.setLoggerMode(ale_py.LoggerMode.Error)
        self.ale = ale_py.ALEInterface()
        self.ale.setFloat("repeat_action_probability", 0.0)
        # Frostbite, or SpaceInvaders: frostbite, space_invaders.
        rom = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
        self.ale.loadROM(ale_py.roms.get_rom_path(rom))
        self.actions = self.ale.getLegalActionSet()
        self.action_space = Choices(len(self.actions))
        height, width = self.ale.getScreenDims()
        self.rows = averages(height, SIDE) / 255
        self.columns = averages(width, SIDE).T
        self.seen = numpy.zeros((SIDE, SIDE, 4), numpy.float32)

    def look(self, before):
        both = numpy.maximum(before, self.ale.getScreenGrayscale())  # some things blink
        self.seen = numpy.roll(self.seen, -1, axis=2)
        self.seen[:, :, 3] = self.rows @ both.astype(numpy.float32) @ self.columns
        return self.seen

    def reset(self, seed):
        """Up to 30 frames go by first, so that episodes differ; then the game is asked to begin."""
        self.ale.reset_game()
        for _ in range(random.Random(seed).randrange(31)):
            self.ale.act(self.actions[0])
        self.ale.act(ale_py.Action.FIRE)
        if self.ale.game_over():
            self.ale.reset_game()
        self.seen = numpy.zeros_like(self.seen)
        return self.look(self.ale.getScreenGrayscale()), {}

    def step(self, action):
        reward = 0
        for frame in range(SKIP):
            if frame == SKIP - 1:
                before = self.ale.getScreenGrayscale()
            reward += self.ale.act(self.actions[action])
        return self.look(before), reward, self.ale.game_over(), False, {}


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return lambda: Game(name)
