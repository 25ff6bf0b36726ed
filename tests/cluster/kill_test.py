"""A run whose processes are killed at any moment, and that is resumed, ends as one that was not."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = sys.argv.pop(1)
KILLS = int(os.environ.get("CAMBRIAN_KILLS", "30"))
ENVIRONMENT = dict(
    os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", OMPI_MCA_rmaps_base_oversubscribe="1"
)
RANKS = 5


def end_of(*words):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout


def kill_after(words, seconds):
    """True when the program had to be killed."""
    with subprocess.Popen([PROGRAM, *words], stdout=subprocess.DEVNULL) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return True
    return False


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ""


class Job:
    """The ranks of one mpirun on this machine."""

    def __init__(self, words, status):
        self.status = status
        command = ["mpirun", "-n", str(RANKS), "--enable-recovery", PROGRAM, *words, "status=" + status]
        self.launcher = subprocess.Popen(
            command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def over(self):
        return os.path.exists(self.status) or self.launcher.poll() is not None

    def ranks(self):
        """Process numbers by rank."""
        found = {}
        for child in read(f"/proc/{self.launcher.pid}/task/{self.launcher.pid}/children").split():
            for word in read(f"/proc/{child}/environ").split("\0"):
                if word.startswith("OMPI_COMM_WORLD_RANK="):
                    found[int(word.split("=")[1])] = int(child)
        return found

    def end(self):
        """As the job script does: mpirun would wait for the dead."""
        for process in [*self.ranks().values(), self.launcher.pid]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.launcher.wait()


class KillTest(unittest.TestCase):
    def test_one_process_and_islands(self):
        self.kill_and_resume("epochs=200", "budget=200")

    def test_one_process_and_evaluations(self):
        self.kill_and_resume("evaluate=600")

    def kill_and_resume(self, *search):
        draw = random.Random(1)
        begin = time.monotonic()
        expected = end_of(*search, "threads=1")
        whole = max(0.1, time.monotonic() - begin)
        kills = 0
        while kills < KILLS:
            with tempfile.TemporaryDirectory() as parent:
                words = [*search, "threads=2", "folder=" + os.path.join(parent, "run")]
                while kills < KILLS and kill_after(words, draw.uniform(0, whole / 2)):
                    kills += 1
                    # A kill before the folder has its manifest leaves nothing to resume.
                    if not os.path.exists(os.path.join(parent, "run", "manifest.json")):
                        break
                else:
                    self.assertEqual(end_of(*words), expected, kills)
        print(f"{kills} kills, each run ended with: {expected.strip()}")


@unittest.skipUnless(shutil.which("mpirun"), "mpirun is not installed")
class KillRanksTest(unittest.TestCase):
    def test_ranks_and_islands(self):
        self.kill_and_resume(["epochs=100"], ["pause=10", "replay=1"])

    def test_ranks_and_evaluations(self):
        self.kill_and_resume(["evaluate=600"], ["pause=5"])

    def kill_and_resume(self, search, ways):
        draw = random.Random(2)
        expected = end_of(*search)
        kills = [0, 0]  # of rank 0, of others
        sessions = 0
        while sum(kills) < KILLS / 2:
            with tempfile.TemporaryDirectory() as parent:
                words = [*search, *ways, "folder=" + os.path.join(parent, "run")]
                said = ""
                while not said:
                    sessions += 1
                    said = self.session(words, os.path.join(parent, f"status{sessions}"), draw, kills)
                    # As above: a kill this early leaves nothing to resume.
                    if not said and not os.path.exists(os.path.join(parent, "run", "manifest.json")):
                        break
                else:
                    self.assertEqual(said, expected, kills)
        print(f"{kills[0]} kills of rank 0 and {kills[1]} of others in {sessions} jobs: {expected.strip()}")

    def session(self, words, status, draw, kills):
        """What the run ended with; empty when rank 0 was killed before it did."""
        job = Job(words, status)
        # OpenMPI never starts when a rank dies while it starts: such a job is given up soon.
        deadline = time.monotonic() + 40
        while not job.over() and time.monotonic() < deadline:
            time.sleep(draw.uniform(0.05, 0.8))
            ranks = job.ranks()
            victim = draw.randrange(RANKS)
            # One worker stays, so that the run goes on; and rank 0 gets time to come somewhere.
            spared = victim == RANKS - 1 or (victim == 0 and 2 * kills[0] > kills[1])
            if victim not in ranks or spared or sum(kills) >= KILLS / 2 or job.over():
                continue
            os.kill(ranks[victim], signal.SIGKILL)
            kills[min(victim, 1)] += 1
            if victim == 0:
                break
        job.end()
        return read(status)


if __name__ == "__main__":
    unittest.main()
