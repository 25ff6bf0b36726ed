"""Fits the constants of a formula to data: Levenberg-Marquardt with numeric derivatives."""
import math

from . import formula

_STEPS = 40


def _solve(matrix, right):
    """Gaussian elimination with pivoting; None for a singular matrix."""
    n = len(right)
    rows = [list(matrix[i]) + [right[i]] for i in range(n)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        if abs(rows[pivot][i]) < 1e-300 or not math.isfinite(rows[pivot][i]):
            return None
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, n):
            factor = rows[r][i] / rows[i][i]
            if factor:
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i])]
    solution = [0.0] * n
    for i in reversed(range(n)):
        rest = sum(rows[i][k] * solution[k] for k in range(i + 1, n))
        solution[i] = (rows[i][n] - rest) / rows[i][i]
    return solution


def _sum_of_squares(values, target):
    total = 0.0
    for v, t in zip(values, target):
        total += (v - t) * (v - t)
    return total if math.isfinite(total) else math.inf


def _derivative(rows, columns, constants, k):
    step = 1e-6 * max(abs(constants[k]), 1e-3)
    up, down = list(constants), list(constants)
    up[k] += step
    down[k] -= step
    return [(a - b) / (2 * step) for a, b in zip(rows(columns, up), rows(columns, down))]


def refitted(text, names, columns, target, good_enough):
    """The smallest 1 - R2 that the formula's form reaches on the rows, and a function of columns
    with the fitted constants. Stops below `good_enough`."""
    rows, constants = formula.compile_with_constants(text, names)
    mean = math.fsum(target) / len(target)
    scale = math.fsum((t - mean) ** 2 for t in target)
    loss = _sum_of_squares(rows(columns, constants), target)
    damping = 1e-3
    for _ in range(_STEPS):
        if not constants or loss / scale < good_enough or not math.isfinite(loss):
            break
        residuals = [t - v for t, v in zip(target, rows(columns, constants))]
        jacobian = [_derivative(rows, columns, constants, k) for k in range(len(constants))]
        if not all(math.isfinite(d) for column in jacobian for d in column):
            break
        normal = [[sum(a * b for a, b in zip(u, v)) for v in jacobian] for u in jacobian]
        gradient = [sum(a * b for a, b in zip(u, residuals)) for u in jacobian]
        before = loss
        while damping < 1e12:
            damped = [[value * (1 + damping) if i == j else value for j, value in enumerate(row)]
                      for i, row in enumerate(normal)]
            step = _solve(damped, gradient)
            if step is not None:
                trial = [c + s for c, s in zip(constants, step)]
                trial_loss = _sum_of_squares(rows(columns, trial), target)
                if trial_loss < loss:
                    constants, loss = trial, trial_loss
                    damping = max(damping / 10, 1e-12)
                    break
            damping *= 10
        if loss > before * (1 - 1e-4):
            break
    return loss / scale, lambda other: rows(other, constants)
