#!/usr/bin/env python3
"""Draws docs/scaling.svg from what bench/coordinator printed.

    bench/coordinator simulate > scaling.jsonl
    plot_scaling.py scaling.jsonl > docs/scaling.svg

How busy simulated clusters of several sizes were; the line is the goal, 95 %.
"""

import json
import math
import sys

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 640, 300, 70, 48, 40, 60
FLOOR, GOAL = 80, 95


def x_of(workers):
    """Decades from 5 to 100,000 workers."""
    return LEFT + (math.log10(workers) - 0.7) / 4.3 * (WIDTH - LEFT - RIGHT)


def y_of(percent):
    return TOP + (100 - percent) / (100 - FLOOR) * (HEIGHT - TOP - BOTTOM)


def text(x, y, words, anchor="middle"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def line(x1, y1, x2, y2, style):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {style}/>'


def axes():
    right = WIDTH - RIGHT
    for percent in range(FLOOR, 101, 5):
        yield line(LEFT, y_of(percent), right, y_of(percent), 'stroke="#ddd"')
        yield text(LEFT - 8, y_of(percent) + 4, f"{percent} %", "end")
    for workers in (10, 100, 1_000, 10_000, 100_000):
        yield text(x_of(workers), HEIGHT - BOTTOM + 20, f"{workers:,}")
    yield line(LEFT, y_of(GOAL), right, y_of(GOAL), 'stroke="#c33" stroke-dasharray="6 4"')
    yield text((LEFT + right) / 2, HEIGHT - 12, "simulated workers")
    yield text((LEFT + right) / 2, 22, "Share of their time that workers evaluate")


def points(measurements):
    places = sorted((m["workers"], 100 * m["utilisation"]) for m in measurements)
    path = " ".join(f"{x_of(workers):.1f},{y_of(percent):.1f}" for workers, percent in places)
    yield f'<polyline points="{path}" fill="none" stroke="#26a" stroke-width="2"/>'
    for workers, percent in places:
        yield f'<circle cx="{x_of(workers):.1f}" cy="{y_of(percent):.1f}" r="4" fill="#26a"/>'
        yield text(x_of(workers), y_of(percent) - 10, f"{percent:.1f} %")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        lines = [json.loads(each) for each in file]
    simulated = [each for each in lines if each["over"] == "simulation"]
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    print(f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">')
    print('<rect width="100%" height="100%" fill="white"/>')
    print("\n".join([*axes(), *points(simulated)]))
    print("</svg>")


main()
