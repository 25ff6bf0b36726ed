"""One trial: a problem, a seed, a run of the engine, and the judgement of its front."""
import csv
import math
import os
import pathlib
import tempfile
import time

from . import engines, formula, judge, problems

TEST_SHARE = 4  # files of data: every fourth row, at random, is for the test


def _write_table(path, names, columns):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([repr(float(cell)) for cell in row] for row in zip(*columns))


def _noisy(values, gamma, problem, seed):
    """As SRBench: normal with the standard deviation gamma x the root mean square of the target."""
    if gamma == 0:
        return values
    sigma = gamma * math.sqrt(math.fsum(v * v for v in values) / len(values))
    draws = problems.stream(problem.name, "noise", seed)
    return [v + draws.gauss(0.0, sigma) for v in values]


def _judge_law(problem, front, settings, seed, result):
    referee = judge.Judge(problem, seed)
    noisy = settings.noise > 0
    result["true_complexity"] = problem.complexity
    for rank, member in enumerate(reversed(front)):
        verdict = referee.member(member["text"], member["complexity"], noisy)
        if rank == 0:
            result["fresh"] = verdict["fresh"]
            result["last"] = member["text"]
        if not verdict["form"]:
            continue
        result["fits"] = True
        law = verdict["wide"] < judge.EXACT and verdict["short"]
        result["chosen"] = result.get("chosen", False) or (law and member.get("chosen", False))
        # The smallest member that is the law is the one to report.
        if law or not result["law"]:
            result.update(law=result["law"] or law, seconds=member["seconds"],
                          cpu_seconds=member["cpu_seconds"],
                          found=member["text"], complexity=member["complexity"],
                          wide=verdict["wide"], fresh=verdict["fresh"])


def _judge_prediction(problem, front, columns, target, result):
    """Files of data: R2 of the chosen formula (or the last one that has values) on rows that the
    engine has not seen."""
    for member in sorted(reversed(front), key=lambda m: not m.get("chosen", False)):
        try:
            values = formula.compile_rows(member["text"], problem.variables)(columns)
        except (ValueError, SyntaxError, RecursionError):
            continue
        result["fresh"] = judge.unexplained(values, target)
        result["last"] = member["text"]
        result["complexity"] = member["complexity"]
        return


def _rows_of(problem, settings, seed):
    """Training columns and target, and those to test with (files of data only)."""
    if not problem.table:
        rows = settings.rows or problem.rows or 1000
        columns, target = problems.sample(problem, problem.ranges, rows, ("train", seed))
        return columns, _noisy(target, settings.noise, problem, seed), None
    names, table = problems.read_table(problem.table)
    order = list(range(len(table[0])))
    problems.stream(problem.name, "split", seed).shuffle(order)
    cut = max(1, len(order) // TEST_SHARE)
    held, kept = order[:cut], order[cut:]
    train, test = ([[column[row] for row in rows] for column in table] for rows in (kept, held))
    return train[:-1], train[-1], test


def run(problem, seed, settings):
    """A record of what happened; never raises for what an engine does."""
    result = {"problem": problem.name, "seed": seed, "formula": problem.formula, "law": False,
              "fits": False, "seconds": None, "cpu_seconds": None, "error": None,
              "by_cpu": settings.cpu > 0}
    started = time.process_time()
    with tempfile.TemporaryDirectory(prefix="cambrian-bench-") as scratch:
        folder = pathlib.Path(scratch) / "run"
        table = pathlib.Path(scratch) / "rows.csv"
        try:
            columns, target, test = _rows_of(problem, settings, seed)
            _write_table(table, problem.variables + [problem.target], columns + [target])
            command = engines.command_of(settings, table, problem.target,
                                         problem.units if settings.units else "", folder, seed)
            before = os.times()
            front, result["elapsed"] = engines.run(command, settings, folder)
            after = os.times()
            result["cpu"] = (after.children_user + after.children_system -
                             before.children_user - before.children_system)
            result["front"] = front
            if test is None:
                _judge_law(problem, front, settings, seed, result)
            else:
                _judge_prediction(problem, front, test[:-1], test[-1], result)
        except (engines.RunError, ValueError, OSError) as fault:
            result["error"] = str(fault)
    result["judged_in"] = time.process_time() - started
    return result
