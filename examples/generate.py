#!/usr/bin/env python3
"""Writes pendulum.csv, hydrogen.csv and gears.csv from public facts (planets.csv holds published
figures)."""

import itertools
import math
import pathlib

FOLDER = pathlib.Path(__file__).parent
GRAVITY = 9.80665  # m/s^2, standard
RYDBERG = 10967758.34  # 1/m, hydrogen


def pendulum_period(length, amplitude):
    """Exact period (s) of a pendulum of `length` m that swings to `amplitude` rad: 2 pi over the
    arithmetic-geometric mean."""
    a, b = 1.0, math.cos(amplitude / 2)
    while abs(a - b) > 1e-15:
        a, b = (a + b) / 2, math.sqrt(a * b)
    return 2 * math.pi * math.sqrt(length / GRAVITY) / a


def write(name, header, rows):
    lines = [header] + [",".join(str(cell) for cell in row) for row in rows]
    (FOLDER / name).write_text("\n".join(lines) + "\n")


write(
    "pendulum.csv",
    "length,amplitude,period",
    [
        (length, amplitude, f"{pendulum_period(length, amplitude):.4f}")
        for length in (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
        for amplitude in (0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
    ],
)
write(
    "hydrogen.csv",
    "lower,upper,wavelength",
    [
        (lower, upper, f"{1e9 / (RYDBERG * (1 / lower**2 - 1 / upper**2)):.4f}")
        for lower in range(1, 6)
        for upper in range(lower + 1, lower + 9)
    ],
)
# Two pairs of gears that are to turn 1 / 6.931 times as fast (Sandgren 1990), of six stock sizes.
write(
    "gears.csv",
    "driver1,driver2,driven1,driven2,error,teeth",
    [
        (*gears, f"{abs(gears[0] * gears[1] / (gears[2] * gears[3]) - 1 / 6.931):.6f}", sum(gears))
        for gears in itertools.product((12, 16, 20, 25, 32, 40), repeat=4)
    ],
)
