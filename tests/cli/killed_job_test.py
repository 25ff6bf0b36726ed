"""A search of `cambrian run` that is killed and resumed finds what one that is left alone does."""

import json
import pathlib
import random
import signal
import subprocess
import time
import unittest

from binary import CAMBRIAN, CambrianTest

CONFIGS = pathlib.Path(__file__).resolve().parents[2] / "configs"


class KilledJob(CambrianTest):
    def results(self, run):
        hall = json.loads((run / "hall_of_fame.json").read_text())
        return (run / "hall_of_fame.csv").read_bytes(), hall["shares"]

    def expect_the_same_after_kill_9(self, config, evaluations):
        words = ["run", CONFIGS / config, "--evaluations", evaluations, "--set", "lag=4",
                 "--threads", 2, "--quiet"]
        begin = time.monotonic()
        whole = self.folder / "whole"
        self.run_ok(*words, "--output", whole)
        span = time.monotonic() - begin
        draw = random.Random(5)
        run = self.folder / "killed"
        words += ["--output", run]
        for _ in range(3):
            search = subprocess.Popen([CAMBRIAN, *map(str, words)], stdout=subprocess.DEVNULL)
            try:
                search.wait(timeout=draw.uniform(0.1, 0.6) * span)
            except subprocess.TimeoutExpired:
                search.send_signal(signal.SIGKILL)
                search.wait()
            if (run / "manifest.json").exists():
                words = ["resume", run, "--quiet"]
        self.run_ok(*words)
        self.assertEqual(self.results(run), self.results(whole))

    def test_layers(self):
        self.expect_the_same_after_kill_9("normalization/small.json", 60)

    def test_optimizers(self):
        self.expect_the_same_after_kill_9("optimizers/small.json", 1500)


if __name__ == "__main__":
    unittest.main()
