"""Every configuration in configs/ runs, and together they show every problem and algorithm."""

import json
import pathlib
import re
import unittest

from binary import CambrianTest, cambrian

CONFIGS = pathlib.Path(__file__).resolve().parents[2] / "configs"
FOLDERS = (".", "neuroevolution", "normalization", "optimizers", "pbt")
ALL = sorted(path for folder in FOLDERS for path in (CONFIGS / folder).glob("*.json"))


# Of candidates that take a second.
FEW = {"batch_dependent": 25, "batch_independent": 25, "random": 25, "text": 25, "ant": 20,
       "bipedal_walker": 60, "half_cheetah": 60, "swimmer": 60}


class Configs(CambrianTest):
    def test_every_one_runs(self):
        for path in ALL:
            # A build may lack a library that an environment needs.
            if "which was built without" in cambrian("check", path, "--samples", 0).stderr:
                continue
            with self.subTest(path.relative_to(CONFIGS)):
                run = self.folder / path.parent.name / path.stem
                result = self.run_json("run", path, "--evaluations", FEW.get(path.stem, 200),
                                       "--output", run)
                self.assertTrue(result["front"])

    def test_they_show_every_problem_and_algorithm(self):
        shown = {"problem": set(), "algorithm": set()}
        for path in ALL:
            printed = json.loads(self.run_ok("run", path, "--print-config").stdout)
            for group, names in shown.items():
                names.add(printed[group]["name"])
        for command, group in (("spaces", "problem"), ("algorithms", "algorithm")):
            names = re.findall(r"^  (\w+)", self.run_ok(command).stdout, re.MULTILINE)
            # What a command evaluates is shown where the commands are: in examples/.
            self.assertEqual(set(names) - {"external"}, shown[group])


if __name__ == "__main__":
    unittest.main()
