"""What is wrong with a configuration is said all at once, with the place and the cure."""

import json
import pathlib
import unittest

from binary import CambrianTest, cambrian

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOOD = {"problem": {"name": "one_max"}, "stop": {"evaluations": 100}}


class BadInput(CambrianTest):
    def job(self, content, name="job.json"):
        text = content if isinstance(content, str) else json.dumps(content)
        return self.file(text, name)

    def wrong(self, content, *flags, says):
        return self.refused("run", self.job(content), *flags, cwd=self.folder, says=says)

    def test_a_missing_file(self):
        self.refused("run", self.folder / "none.json", says=["none.json", "cannot read"])

    def test_no_json(self):
        self.wrong('{"problem": {"name": "one_max",}}', says=["job.json:1:32", "no valid JSON"])

    def test_no_problem(self):
        self.wrong({"seed": 1}, says=["problem.name", "is missing", "cambrian spaces"])
        self.refused("run", says=["problem.name", "is missing"])

    def test_unknown_names(self):
        self.wrong({"problem": {"name": "one_mx", "bits": 3}}, says=['"one_mx"', "'one_max'"])
        self.wrong(
            {**GOOD, "algorithm": {"name": "local_serch", "patience": 3}}, says="'local_search'"
        )

    def test_a_plugin_that_was_not_built(self):
        self.wrong({"problem": {"name": "torch_model"}},
                   says=["problem.name", "libtorch-dev", "-DCAMBRIAN_TORCH=ON", "docs/torch.md"])

    def test_a_least_distance_in_a_space_without_one(self):
        self.wrong({"problem": {"name": "pbt_toy"},
                    "algorithm": {"name": "genetic_algorithm", "min_distance": 1}},
                   says=["algorithm.min_distance", "how far genomes are"])

    def test_unknown_settings(self):
        self.wrong({**GOOD, "sed": 3}, says=["job.json: sed", "'seed'"])
        self.wrong({"problem": {"name": "one_max", "bit": 3}}, says=["problem.bit", "'bits'"])

    def test_wrong_types_and_ranges(self):
        self.wrong({**GOOD, "seed": "one"}, says=["job.json: seed", "a whole number"])
        self.wrong({**GOOD, "lag": -1}, says=["lag", "from 0"])
        self.wrong({**GOOD, "stop": 7}, says=["stop", "expected an object"])
        self.wrong({"problem": {"name": "one_max", "mutation": "flip"}}, says=["flip_one"])

    def test_everything_at_once(self):
        job = self.job({"problem": {"name": "one_mx", "bits": 3}, "seed": -1, "lagg": 3,
                        "algorithm": {"population": 0}})
        result = cambrian("run", job, "--set", "stop.time=soon", "--threads", "x")
        self.assertEqual(result.returncode, 2)
        lines = result.stderr.splitlines()
        self.assertEqual(lines[0], "cambrian: 6 errors")
        self.assertEqual(len(lines), 7, result.stderr)
        for word in ("one_mx", "seed", "lagg", "population", "--set stop.time", "--threads"):
            self.assertEqual(sum(word in line for line in lines), 1, word)

    def test_wrong_flags(self):
        self.wrong(GOOD, "--set", "seed", says=["--set", "="])
        self.wrong(GOOD, "--set", "problem.bitz=3", says=["--set problem.bitz", "bits"])
        self.wrong(GOOD, "--evaluations", "many", says="--evaluations")
        self.wrong(GOOD, "--seeds", 0, says="--seeds")
        self.wrong(GOOD, "--evalutions", 3, says="--evaluations")

    def test_settings_that_contradict_each_other(self):
        noisy = {"problem": {"name": "one_max", "noise": 1}, "evaluation": {"cache": 10}}
        self.wrong(noisy, says=["evaluation.cache", "noisy"])
        self.wrong({**GOOD, "reference_point": [1, 2]}, says=["reference_point", "objectives"])

    def test_an_error_leaves_no_folder_behind(self):
        self.wrong({**GOOD, "reference_point": [1, 2]}, says="reference_point")
        self.assertEqual(list((self.folder / "runs").iterdir()), [])

    def test_a_search_in_which_everything_fails_ends_early_and_says_why(self):
        command = ["sh", "-c", "while read line; do echo '{\"error\": \"no licence\"}'; done"]
        failing = {"problem": {"name": "external", "command": command, "parameters": {"x": {"low": 0, "high": 1}}},
                   "evaluation": {"hopeless": 5}, "threads": 1}
        line = self.wrong(failing, "--quiet", "--output", self.folder / "run",
                          says=["5 evaluations in a row failed"])
        self.assertIn("no licence", line)
        self.refused("show", self.folder / "run", says="no results yet")

    def test_a_search_that_finds_nothing_valid_ends_with_status_1(self):
        command = ["sh", "-c", "while read line; do echo null; done"]
        invalid = {"problem": {"name": "external", "command": command, "parameters": {"x": {"low": 0, "high": 1}}},
                   "threads": 1}
        result = cambrian("run", self.job(invalid), "--evaluations", 10, "--output",
                          self.folder / "run")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("no valid candidate", result.stdout)

    def test_a_search_whose_start_is_refused_says_why(self):
        job = ROOT / "configs/normalization/small.json"
        result = cambrian("run", job, "--set", "problem.quality.accuracy=0.9", "--evaluations", 10,
                          "--output", self.folder / "run")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(result.stdout, r"no valid candidate: quality: plain gets [\d.]+ % right after "
                                        r"20 steps \(10 of 10 evaluations\)")

    def test_a_folder_that_holds_a_run(self):
        run = self.folder / "run"
        self.run_ok("run", self.job(GOOD), "--output", run)
        self.refused("run", self.job(GOOD), "--output", run, says=["holds a run", "resume"])

    def test_a_changed_manifest(self):
        run = self.folder / "run"
        self.run_ok("run", self.job(GOOD), "--output", run)
        manifest = run / "manifest.json"
        manifest.write_text(manifest.read_text().replace('"seed": 1', '"seed": 2'))
        self.refused("resume", run, says="manifest")

    def test_other_commands(self):
        self.refused("replay", self.folder / "none", says="no such run folder")
        self.refused("logs", self.folder, says="no run folder")
        self.refused("check", self.job({**GOOD, "sed": 1}), says="'seed'")


if __name__ == "__main__":
    unittest.main()
