"""A run that is killed at any moment and resumed ends as one that was not."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = sys.argv[1]
ROUNDS = int(os.environ.get("CAMBRIAN_KILLS", "40"))
SEARCHES = (["epochs=200", "budget=200"], ["evaluate=600"])


def end_of(arguments):
    done = subprocess.run([PROGRAM] + arguments, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout


def kill_after(arguments, seconds):
    """True when the program had to be killed."""
    with subprocess.Popen([PROGRAM] + arguments, stdout=subprocess.DEVNULL) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return True
    return False


def kill_and_resume(search, draw):
    begin = time.monotonic()
    expected = end_of(search + ["threads=1"])
    whole = max(0.1, time.monotonic() - begin)
    kills = 0
    while kills < ROUNDS:
        with tempfile.TemporaryDirectory() as parent:
            arguments = search + ["threads=2", "folder=" + os.path.join(parent, "run")]
            while kills < ROUNDS and kill_after(arguments, draw.uniform(0, whole / 2)):
                kills += 1
                # A kill before the folder has its manifest leaves nothing to resume.
                if not os.path.exists(os.path.join(parent, "run", "manifest.json")):
                    break
            else:
                assert end_of(arguments) == expected, kills
    print(f"{kills} kills, each run ended with: {expected.strip()}")


for arguments_of_search in SEARCHES:
    kill_and_resume(arguments_of_search, random.Random(1))
