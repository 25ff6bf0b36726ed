"""One command, one result: for any number of threads, and for any kill -9 followed by resume."""

import time
import unittest

from binary import CambrianTest, cambrian

LIMIT = 100_000


class SameResult(CambrianTest):
    def setUp(self):
        super().setUp()
        self.data = self.law_file(noise=0.3)
        # Enough for library and evolution to take part.
        self.words = ["regress", self.data, "--evaluations", LIMIT, "--quiet"]

    def hall(self, run):
        return (run / "hall_of_fame.csv").read_bytes()

    def search(self, name, *flags):
        run = self.folder / name
        self.run_ok(*self.words, "--output", run, *flags)
        return self.hall(run)

    def test_for_1_2_and_7_threads(self):
        one = self.search("one", "--threads", 1)
        self.assertGreater(one.count(b"\n"), 5)
        self.assertEqual(self.search("two", "--threads", 2), one)
        self.assertEqual(self.search("seven", "--threads", 7), one)

    def test_other_seeds_search_otherwise(self):
        self.assertNotEqual(self.search("a", "--seed", 1), self.search("b", "--seed", 2))

    def test_after_kill_9_at_any_moment(self):
        begin = time.monotonic()
        whole = self.search("whole")
        span = time.monotonic() - begin
        run = self.folder / "killed"
        self.run_through_kills(self.words, run, times=4, waits=(0.02 * span, 0.5 * span), seed=3)
        self.assertEqual(self.hall(run), whole)

    def test_after_a_stop_and_with_other_threads(self):
        whole = self.search("whole")
        run = self.folder / "stopped"
        stopped = cambrian(*self.words, "--output", run, "--time", 0.3, "--threads", 2)
        self.assertIn(stopped.returncode, (0, 1), "1: nothing found yet")
        self.run_ok("resume", run, "--time", 0, "--threads", 3, "--quiet")
        self.assertEqual(self.hall(run), whole)

    def test_with_the_configuration_that_it_prints(self):
        config = self.run_ok(*self.words, "--seed", 3, "--max-size", 12, "--print-config").stdout
        path = self.file(config, "my.json")
        run = self.folder / "config"
        self.run_ok("regress", "--config", path, "--quiet", "--output", run)
        flags = self.search("flags", "--seed", 3, "--max-size", 12)
        self.assertEqual(self.hall(run), flags)


if __name__ == "__main__":
    unittest.main()
