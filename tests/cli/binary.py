"""Runs the real binary for the tests of this folder. CAMBRIAN names it."""

import json
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import unittest

CAMBRIAN = os.environ.get("CAMBRIAN", "build/release/cambrian")
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"


def cambrian(*words, **options):
    """Runs a command to its end and gives its CompletedProcess (text)."""
    return subprocess.run(
        [CAMBRIAN, *map(str, words)], capture_output=True, text=True, timeout=240, **options
    )


class CambrianTest(unittest.TestCase):
    """A test with a folder of its own, self.folder."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def file(self, content, name="data.csv"):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def law_file(self, rows=60, name="law.csv", noise=0.0):
        """y = 2 x1 x2 + x1, and noise."""
        draw = random.Random(5)
        lines = ["x1,x2,y"]
        for _ in range(rows):
            a, b = draw.uniform(1, 3), draw.uniform(1, 3)
            lines.append(f"{a!r},{b!r},{2 * a * b + a + draw.gauss(0, noise)!r}")
        return self.file("\n".join(lines) + "\n", name)

    def run_ok(self, *words, **options):
        result = cambrian(*words, **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def run_through_kills(self, words, run, times, waits, seed):
        """The search of `words` into `run`: killed, and resumed, so many times, then left to end."""
        draw = random.Random(seed)
        words = [*words, "--output", run]
        for _ in range(times):
            search = subprocess.Popen([CAMBRIAN, *map(str, words)], stdout=subprocess.DEVNULL)
            try:
                search.wait(timeout=draw.uniform(*waits))
            except subprocess.TimeoutExpired:
                search.send_signal(signal.SIGKILL)
                search.wait()
            if (run / "manifest.json").exists():
                words = ["resume", run, "--quiet"]
        self.run_ok(*words)

    def run_json(self, *words, **options):
        return json.loads(self.run_ok(*words, "--json", **options).stdout)

    def refused(self, *words, says=(), **options):
        """Runs a command that must end with status 2 and one line that holds every word of `says`."""
        result = cambrian(*words, **options)
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        lines = result.stderr.strip().splitlines()
        self.assertEqual(len(lines), 1, result.stderr)
        self.assertTrue(lines[0].startswith("cambrian: "), lines[0])
        for word in [says] if isinstance(says, str) else says:
            self.assertIn(word, lines[0])
        return lines[0]
