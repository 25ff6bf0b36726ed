"""Runs a search engine on a table of rows and reads the front that it found."""
import bisect
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

PATIENCE = 30  # seconds beyond the limit, then the run counts as hung
_STOPPED = 130  # the exit status of a search that a signal ended
_GLANCE = 0.02  # seconds between two looks at a process
_TICK = 1 / os.sysconf("SC_CLK_TCK")


class RunError(Exception):
    """The engine failed; the text says how."""


def command_of(settings, table, target, units, folder, seed):
    """The command line of one run. `units` may be empty. `settings` are the benchmark's options."""
    if settings.peer:
        script = pathlib.Path(__file__).parent.parent / "peers" / f"{settings.peer}.py"
        return [settings.peer_python or sys.executable, str(script), str(table),
                "--target", target, "--time", str(settings.time),
                "--threads", str(settings.threads), "--seed", str(seed)] + settings.extra
    command = [settings.binary, "regress", str(table), "--target", target,
               "--time", str(settings.time), "--threads", str(settings.threads),
               "--seed", str(seed), "--output", str(folder), "--json", "--quiet"]
    if not any(word.startswith(("--max-size", "--max_size")) for word in settings.extra):
        command += ["--max-size", "50"]
    if units:
        command += ["--units", units]
    return command + settings.extra


class Clock:
    """CPU seconds per thread of a process over wall time; asks it to stop at a limit."""

    def __init__(self, process, threads, limit):
        self._process, self._threads, self._limit = process, threads, limit
        self._start = time.monotonic()
        self._wall, self._cpu = [0.0], [0.0]
        self._told = False

    def glance(self):
        try:
            with open(f"/proc/{self._process.pid}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            return
        self._wall.append(time.monotonic() - self._start)
        self._cpu.append((int(fields[11]) + int(fields[12])) * _TICK / self._threads)
        if self._limit and not self._told and self._cpu[-1] >= self._limit:
            self._told = True
            self._process.send_signal(signal.SIGTERM)

    def cpu(self, seconds):
        """CPU seconds per thread that were used when so many had passed."""
        i = bisect.bisect_left(self._wall, seconds)
        if i == 0 or i == len(self._wall):
            return self._cpu[min(i, len(self._wall) - 1)]
        share = (seconds - self._wall[i - 1]) / (self._wall[i] - self._wall[i - 1])
        return self._cpu[i - 1] + share * (self._cpu[i] - self._cpu[i - 1])


def run(command, settings, folder):
    """The front as a list of {complexity, text, loss, seconds, cpu_seconds}, and the seconds of
    the process."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=errors)
        clock = Clock(process, settings.threads, settings.cpu)
        while True:
            try:
                process.wait(_GLANCE)
                break
            except subprocess.TimeoutExpired:
                clock.glance()
            if time.monotonic() - start > settings.time + PATIENCE:
                process.kill()
                process.wait()
                raise RunError(f"still running {PATIENCE} s after its limit")
        seconds = time.monotonic() - start
        for file in (out, errors):
            file.seek(0)
        printed, complaints = out.read(), errors.read()
    if process.returncode not in (0, 1, _STOPPED):
        last = (complaints.strip() or printed.strip()).splitlines()[-1:]
        raise RunError(f"exit status {process.returncode}: {''.join(last)}")
    try:
        document = json.loads(printed)
    except json.JSONDecodeError as fault:
        raise RunError(f"standard output is no JSON: {fault}")
    front = front_of(document, first_seen(folder), seconds)
    for member in front:
        member["cpu_seconds"] = clock.cpu(member["seconds"])
    return front, seconds


def front_of(document, seen, seconds):
    if isinstance(document, dict) and "runs" in document:
        document = document["runs"]
    if isinstance(document, list):
        document = document[0]
    best = document.get("best") or {}
    chosen = best.get("exact") if isinstance(best, dict) else None
    front = []
    for member in document.get("front", []):
        text = member.get("exact") or member.get("equation")
        found = member.get("seconds", seen.get(text, seen.get(member.get("equation"), seconds)))
        front.append({"complexity": member["complexity"], "loss": member.get("loss"),
                      "text": re.sub(r"`(\w+)`", r"\1", text), "seconds": found,
                      "chosen": text == chosen})
    return front


def first_seen(folder):
    """Equation -> seconds when it first stood on the front, from the run's history, if it has
    one."""
    seen = {}
    for history in pathlib.Path(folder).rglob("history.jsonl"):
        for line in history.read_text().splitlines():
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                continue  # the last line of a run that was killed
            members = entry.get("front", [entry])
            for member in members:
                for key in ("exact", "equation"):
                    if key in member and "seconds" in {**entry, **member}:
                        seen.setdefault(member[key], {**entry, **member}["seconds"])
    return seen
