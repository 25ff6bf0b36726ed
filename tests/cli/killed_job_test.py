"""A search of `cambrian run` that is killed and resumed finds what one that is left alone does."""

import json
import pathlib
import time
import unittest

from binary import CambrianTest

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
        run = self.folder / "killed"
        self.run_through_kills(words, run, times=3, waits=(0.1 * span, 0.6 * span), seed=5)
        self.assertEqual(self.results(run), self.results(whole))

    def test_layers(self):
        self.expect_the_same_after_kill_9("normalization/small.json", 60)

    def test_optimizers(self):
        self.expect_the_same_after_kill_9("optimizers/small.json", 1500)


if __name__ == "__main__":
    unittest.main()
