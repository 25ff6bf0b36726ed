"""`cambrian show --schedule` and `cambrian run --replay-schedule`."""

import json
import pathlib
import unittest

from binary import CambrianTest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIGITS = ROOT / "configs/pbt/digits.json"
ONE_MAX = ROOT / "configs/one_max.json"

SMALL = ("--set", "algorithm.population=4", "--set", "algorithm.length=8", "--set",
         "problem.task.rows.test=100", "--set", "problem.task.hidden=[8]")


class Schedule(CambrianTest):
    def setUp(self):
        super().setUp()
        self.found = self.folder / "found"
        self.run_ok("run", DIGITS, *SMALL, "--output", self.found, "--quiet")

    def schedule(self, run):
        return json.loads(self.run_ok("show", run, "--schedule", "--json").stdout)["schedule"]

    def replayed(self, source, name):
        run = self.folder / name
        self.run_ok("run", DIGITS, *SMALL[4:], "--seed", 7, "--replay-schedule",
                    source, "--output", run, "--quiet")
        return self.schedule(run)

    def test_its_parts_follow_one_another_up_to_the_best(self):
        parts = self.schedule(self.found)
        self.assertEqual(parts[0]["from"], 0)
        for before, after in zip(parts, parts[1:]):
            self.assertEqual(before["to"], after["from"])
        best = json.loads(self.run_ok("show", self.found, "--json").stdout)["front"][-1]
        self.assertEqual(parts[-1]["objectives"], best["objectives"])
        self.assertEqual(set(parts[-1]["descriptor"]), {"test_loss", "test_error"})

    def test_as_text_it_is_a_table(self):
        lines = self.run_ok("show", self.found, "--schedule").stdout.splitlines()
        for word in ("from", "to", "rate", "momentum", "validation_loss", "test_loss"):
            self.assertIn(word, lines[0].split())
        self.assertLessEqual(len(lines) - 1, len(self.schedule(self.found)))

    def test_a_run_and_its_file_are_replayed_alike(self):
        parts = self.schedule(self.found)
        file = self.folder / "schedule.json"
        file.write_text(self.run_ok("show", self.found, "--schedule", "--json").stdout)
        by_run, by_file = self.replayed(self.found, "by-run"), self.replayed(file, "by-file")
        self.assertEqual(by_run, by_file)
        for key in ("from", "to", "settings"):
            self.assertEqual([part[key] for part in by_run], [part[key] for part in parts])

    def test_the_report_shows_it(self):
        page = self.folder / "page.html"
        self.run_ok("report", self.found, "--html", page)
        self.assertIn("Schedule of the best", page.read_text())

    def test_what_has_no_schedule_is_told(self):
        run = self.folder / "one_max"
        self.run_ok("run", ONE_MAX, "--output", run, "--quiet")
        self.refused("show", run, "--schedule", says="do not continue")
        self.refused("run", DIGITS, "--replay-schedule", self.file("{}"), says="is damaged")
        self.refused("run", DIGITS, "--replay-schedule", "/no/such", says="/no/such")


if __name__ == "__main__":
    unittest.main()
