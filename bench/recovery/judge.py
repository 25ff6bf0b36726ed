"""Decides whether a formula is the law behind the data.

A law fits 1,000 fresh rows of the training ranges and 1,000 rows of ranges twice as wide with
1 - R2 < 1e-9, and is at most 1.5 times as complex as the formula the data were made from; with
noise, which moves every scale and offset a little, it may have one of each more.
"""
import math

from . import formula, problems, refit

EXACT = 1e-9
_CONVERGED = 1e-22  # 1 - R2 after which constants are near enough for a pole in the wider ranges
FRESH_ROWS = 1000
REFIT_ROWS = 200
_SCALE_AND_OFFSET = 4  # nodes


def unexplained(values, target):
    """1 - R2; infinite where a value is not finite."""
    mean = math.fsum(target) / len(target)
    scale = math.fsum((t - mean) ** 2 for t in target)
    error = 0.0
    for v, t in zip(values, target):
        error += (v - t) * (v - t)
    if not math.isfinite(error):
        return math.inf
    return error / scale if scale > 0 else math.inf


class Judge:
    """Holds the fresh rows of one problem."""

    def __init__(self, problem, seed):
        self.problem = problem
        uniform = [problems.Range(r.low, r.high) if r.kind == "grid" else r
                   for r in problem.ranges]
        self.fresh = problems.sample(problem, uniform, FRESH_ROWS, ("fresh", seed))
        try:
            wide = [r.wide() for r in uniform]
            self.wide = problems.sample(problem, wide, FRESH_ROWS, ("wide", seed))
        except ValueError:
            self.wide = None
        self.limit = 1.5 * problem.complexity

    def member(self, text, size, noisy):
        """What one member of a front is worth."""
        verdict = {"fresh": math.inf, "wide": math.inf, "form": False,
                   "short": size <= self.limit + (_SCALE_AND_OFFSET if noisy else 0)}
        try:
            rows = formula.compile_rows(text, self.problem.variables)
            verdict["fresh"] = unexplained(rows(self.fresh[0]), self.fresh[1])
            if noisy:
                rows = self._refitted(text)
                if rows is None:
                    return verdict
            exact = unexplained(rows(self.fresh[0]), self.fresh[1]) < EXACT
            if exact:
                verdict["wide"] = (0.0 if self.wide is None else
                                   unexplained(rows(self.wide[0]), self.wide[1]))
            verdict["form"] = exact
        except (ValueError, SyntaxError, RecursionError, KeyError, TypeError) as fault:
            verdict["fault"] = str(fault)[:200]
        return verdict

    def _refitted(self, text):
        columns = [column[:REFIT_ROWS] for column in self.fresh[0]]
        left, rows = refit.refitted(text, self.problem.variables, columns,
                                    self.fresh[1][:REFIT_ROWS], _CONVERGED)
        return rows if left < EXACT else None
