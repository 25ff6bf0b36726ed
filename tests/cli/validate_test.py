"""`cambrian validate`: what a run has found, on tasks that its search has not seen."""

import pathlib
import unittest

from binary import CambrianTest

CONFIGS = pathlib.Path(__file__).resolve().parents[2] / "configs"
HELD_OUT = {"valley": {"kind": "rosenbrock", "size": 6, "steps": 60},
            "classes": {"kind": "logistic", "size": 10, "steps": 60, "seed": 9},
            "bowl": {"kind": "quadratic", "size": 30, "steps": 80, "seed": 9}}


class Validate(CambrianTest):
    def search(self, config, *settings, evaluations=400):
        run = self.folder / "run"
        self.run_ok("run", CONFIGS / config, *settings, "--evaluations", evaluations, "--threads", 1,
                    "--output", run, "--quiet")
        return run

    def optimizers(self, held_out=HELD_OUT):
        text = str(held_out).replace("'", '"')
        return self.search("optimizers/small.json", "--set", f"problem.held_out={text}")

    def test_the_member_with_the_lowest_second_highest_loss_is_chosen(self):
        run = self.optimizers()
        validation = self.run_json("validate", run)
        front = self.run_json("show", run)["front"]
        self.assertEqual([m["candidate"] for m in validation["members"]],
                         [m["candidate"] for m in front])
        seconds = []
        for member in validation["members"]:
            ratios = member["log_loss_ratios"]
            self.assertEqual(list(ratios), list(HELD_OUT))
            ranked = sorted(float("inf") if r is None else r for r in ratios.values())
            seconds.append(ranked[1])
        self.assertEqual(seconds.index(min(seconds)) + 1, validation["chosen"])
        self.assertLess(min(seconds), 0)

    def test_the_table_marks_the_chosen_one_and_says_how_to_see_it(self):
        run = self.optimizers()
        chosen = self.run_json("validate", run)["chosen"]
        text = self.run_ok("validate", run).stdout
        self.assertIn("in % of those of the warm start", text)
        self.assertRegex(text, rf"(?m)^>\s+{chosen}\s")
        self.assertIn(f"cambrian show {run} --member {chosen}", text)
        self.run_ok("show", run, "--member", chosen, "--format", "python")

    def test_the_warm_start_itself_is_as_good_as_itself(self):
        run = self.search("optimizers/small.json", evaluations=1)
        validation = self.run_json("validate", run)
        self.assertEqual(set(validation["members"][0]["log_loss_ratios"].values()), {0})

    def test_layers_are_trained_again_in_wider_networks_for_longer(self):
        run = self.search("normalization/small.json", evaluations=1)
        first = self.run_json("validate", run)
        self.assertEqual(first["reference"], "BatchNorm and ReLU")
        self.assertEqual(first["members"][0]["log_loss_ratios"], {"plain": 0, "residual": 0})

    def test_a_run_without_held_out_tasks_is_an_error_that_says_so(self):
        self.refused("validate", self.optimizers(held_out={}), says=["names no held-out tasks"])
        run = self.folder / "ones"
        self.run_ok("run", CONFIGS / "one_max.json", "--evaluations", 50, "--output", run, "--quiet")
        self.refused("validate", run, says=["has no held-out tasks"])


if __name__ == "__main__":
    unittest.main()
