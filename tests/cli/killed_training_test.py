"""Population-based training with states in files whose processes are killed at any time ends with
what a run that is left alone has: the same members, the same schedule, and the same files of states,
so that none is lost or left over. CAMBRIAN_KILLS: so many are killed in each way to run."""

import collections
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import time
import unittest

from binary import CAMBRIAN, CambrianTest

CONFIG = pathlib.Path(__file__).resolve().parents[2] / "configs/pbt/digits.json"
SETTINGS = [
    "algorithm.population=6", "algorithm.length=40", "problem.task.rows.test=100",
    "problem.task.rows.train=100", "problem.task.hidden=[16]", "lag=4",
]
KILLS = int(os.environ.get("CAMBRIAN_KILLS", "6"))


def text_of(path):
    try:
        return pathlib.Path(path).read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def children(process):
    tasks = pathlib.Path(f"/proc/{process}/task")
    try:
        return [int(c) for task in tasks.iterdir() for c in text_of(task / "children").split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def kill(process):
    try:
        os.kill(process, signal.SIGKILL)
        return True
    except ProcessLookupError:
        return False


class Session:
    """The processes of one command, by what they do."""

    def __init__(self, launcher, words):
        command = [*launcher, CAMBRIAN, *map(str, words)]
        self.in_ranks = bool(launcher)
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, start_new_session=True)

    def roles(self):
        """Process numbers."""
        if self.process.poll() is not None:
            return {}
        if not self.in_ranks:
            return {"coordinator": [self.process.pid]}
        found = collections.defaultdict(list)
        for rank in children(self.process.pid):
            words = text_of(f"/proc/{rank}/environ").split("\0")
            if not any(word.startswith("OMPI_COMM_WORLD_RANK=") for word in words):
                continue  # dead already
            first = "OMPI_COMM_WORLD_RANK=0" in words
            found["coordinator" if first else "worker"].append(rank)
        # One worker stays, so that the run goes on.
        found["worker"] = found["worker"][1:]
        return {role: processes for role, processes in found.items() if processes}

    def end(self):
        """As a job script does: mpirun would wait for the dead."""
        for processes in self.roles().values():
            for process in processes:
                kill(process)
        for child in children(self.process.pid):
            kill(child)
        kill(self.process.pid)
        self.process.wait()


class KilledTraining(CambrianTest):
    def setUp(self):
        super().setUp()
        self.words = ["run", CONFIG, "--quiet"]
        for setting in SETTINGS:
            self.words += ["--set", setting]

    def results(self, run):
        states = {path.name: path.read_bytes() for path in (run / "states").iterdir()}
        schedule = self.run_ok("show", run, "--schedule", "--json").stdout
        return (run / "hall_of_fame.csv").read_bytes(), schedule, states

    def done(self, run):
        status = text_of(run / "status.json")
        return bool(status) and json.loads(status)["state"] == "done"

    def session(self, launcher, words, run, draw, kills, span):
        """One command; whether it came to its end by itself."""
        session = Session(launcher, words)
        deadline = time.monotonic() + 60
        journal = run / "journal.bin"
        size = journal.stat().st_size if journal.exists() else 0
        began = False
        while time.monotonic() < deadline:
            alive = "coordinator" in session.roles()
            if began and not alive:
                break
            began = began or alive or not launcher
            time.sleep(draw.uniform(0.05, 0.3) * span)
            roles = session.roles()
            # OpenMPI never starts when a rank dies while it does.
            starting = launcher and not (journal.exists() and journal.stat().st_size != size)
            if sum(kills.values()) >= KILLS or not roles or starting:
                continue
            role = draw.choice(sorted(roles))
            if kill(draw.choice(roles[role])):
                kills[role] += 1
                if role == "coordinator":
                    session.end()
                    return False
        session.end()
        return self.done(run)

    def expect_the_same_after_kills(self, launcher, seed):
        draw = random.Random(seed)
        begin = time.monotonic()
        whole = self.folder / "whole"
        self.run_ok(*self.words, "--threads", 1, "--output", whole)
        span = time.monotonic() - begin
        expected = self.results(whole)
        self.assertGreater(len(expected[2]), 3)  # states are in files
        kills = collections.Counter()
        runs = 0
        while sum(kills.values()) < KILLS:
            run = self.folder / f"killed{runs}"
            runs += 1
            first = [*self.words, "--output", run]
            threads = [] if launcher else ["--threads", 2]
            words = first
            while not self.session(launcher, [*words, *threads], run, draw, kills, span):
                if (run / "manifest.json").exists():
                    words = ["resume", run, "--quiet"]
            self.assertTrue(self.results(run) == expected, kills)  # without a page of bytes
        print(f"{dict(kills)} killed in {runs} runs, each of which ended with the same "
              f"{len(expected[2])} states")

    def test_threads(self):
        self.expect_the_same_after_kills([], seed=3)

    @unittest.skipUnless(shutil.which("mpirun"), "mpirun is not installed")
    def test_ranks(self):
        launcher = ["mpirun", "--allow-run-as-root", "--oversubscribe", "--enable-recovery", "-n",
                    "4"]
        self.expect_the_same_after_kills(launcher, seed=4)


if __name__ == "__main__":
    unittest.main()
