"""Runs a search engine on a table of rows and reads the front that it found."""
import json
import pathlib
import re
import subprocess
import sys
import time

PATIENCE = 30  # seconds beyond the limit, then the run counts as hung


class RunError(Exception):
    """The engine failed; the text says how."""


def command_of(settings, table, target, folder, seed):
    """The command line of one run. `settings` are the benchmark's options."""
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
    return command + settings.extra


def run(command, limit, folder):
    """The front as a list of {complexity, text, loss, seconds}, and the seconds of the process."""
    start = time.monotonic()
    try:
        process = subprocess.run(command, capture_output=True, text=True,
                                 timeout=limit + PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise RunError(f"still running {PATIENCE} s after its limit")
    seconds = time.monotonic() - start
    if process.returncode not in (0, 1):
        last = (process.stderr.strip() or process.stdout.strip()).splitlines()[-1:]
        raise RunError(f"exit status {process.returncode}: {''.join(last)}")
    try:
        document = json.loads(process.stdout)
    except json.JSONDecodeError as fault:
        raise RunError(f"standard output is no JSON: {fault}")
    return front_of(document, first_seen(folder), seconds), seconds


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
