"""`cambrian show --format`: what a run has found, in the formats of its space."""

import json
import os
import struct
import unittest

from binary import CambrianTest

PLUGIN = os.path.join(os.environ.get("CAMBRIAN_TEST_PLUGINS", "build/release/tests/engine/plugin"),
                      "plugin_everything.so")

VECTORS = {"name": "test_function", "variables": 3}


class Formats(CambrianTest):
    def job(self, problem, *flags, **settings):
        config = {"problem": problem, "stop": {"evaluations": 400}, "threads": 1, **settings}
        run = self.folder / problem["name"]
        self.run_ok("run", self.file(json.dumps(config), "job.json"), "--output", run, *flags)
        return run

    def shown(self, *words):
        return self.run_ok("show", *words).stdout

    def test_vectors_have_all_digits_in_json_and_few_in_tables(self):
        run = self.job({**VECTORS, "function": "rastrigin"})
        best = self.run_json("show", run)["best"]
        values = list(struct.unpack("<3d", bytes.fromhex(best["genome"])))
        self.assertEqual(best["value"], values)
        self.assertEqual(best["candidate"], " ".join(f"{value:.6g}" for value in values))
        self.assertEqual(json.loads(self.shown(run, "--format", "json")), values)
        self.assertIn(best["candidate"], self.shown(run))
        self.assertIn(json.dumps(values, separators=(",", ":")), self.shown(run, "--csv"))

    def test_any_member_of_a_front(self):
        run = self.job({**VECTORS, "function": "zdt1"})
        front = self.run_json("show", run)["front"]
        shown = json.loads(self.shown(run, "--member", 2, "--format", "json"))
        self.assertEqual(shown, front[1]["value"])
        self.assertEqual(self.shown(run, "--member", 2).strip(), front[1]["candidate"])
        self.refused("show", run, "--member", len(front) + 1, says=str(len(front)))
        lines = self.shown(run).splitlines()
        self.assertEqual(len([line for line in lines if line.startswith(" ")]),
                         1 + min(20, len(front)))

    def test_parameters_of_a_command(self):
        run = self.job({"name": "external", "command": ["python3", "-c", (
            "import json, sys\n"
            "for line in sys.stdin:\n"
            "    x = json.loads(line)['genome']['x']\n"
            "    print((x - 1 / 3) ** 2, flush=True)\n")],
            "parameters": {"x": {"low": 0, "high": 1}}})
        best = self.run_json("show", run)["best"]
        # The command was told every digit.
        self.assertEqual((best["value"]["x"] - 1 / 3) ** 2, best["objectives"]["loss"])
        self.assertEqual(json.loads(self.shown(run, "--format", "json")), best["value"])
        self.assertAlmostEqual(json.loads(best["candidate"])["x"], best["value"]["x"], places=5)

    def test_formats_of_a_plugin(self):
        run = self.job({"name": "plane"}, plugins=[PLUGIN])
        best = self.run_json("show", run)["best"]
        self.assertEqual(json.loads(self.shown(run, "--format", "json")), best["value"])
        x, y = best["value"]
        self.assertEqual(self.shown(run, "--format", "csv"), f"{x},{y}\n")
        self.refused("show", run, "--format", "stl", says=["--format stl", "json, csv"])

    def test_formulas_and_what_has_no_format(self):
        run = self.folder / "run"
        self.run_ok("regress", self.law_file(), "--target", "y", "--evaluations", 2000,
                    "--threads", 1, "--output", run)
        self.assertEqual(self.shown(run, "--format", "python"), self.shown(run, "--python"))
        self.assertTrue(self.shown(run, "--format", "sympy").endswith("\n"))
        self.refused("show", run, "--c", says=["--c", "latex, python, cpp"])
        bits = self.job({"name": "one_max", "bits": 8})
        self.refused("show", bits, "--format", "json", says=["--format json", "--csv"])
        self.refused("show", bits, "--target", "y", says="--target")
        self.assertIsNone(self.run_json("show", bits)["best"]["value"])

    def test_a_search_among_several_must_be_named(self):
        run = self.job({**VECTORS, "function": "sphere"}, "--seeds", 2)
        self.refused("show", run, "--format", "json", says=["several", "seed-1"])
        self.assertTrue(json.loads(self.shown(run / "seed-1", "--format", "json")))

    def test_spaces_tells_them(self):
        self.assertIn("json", self.run_ok("spaces", "test_function").stdout.splitlines()[2])
        self.assertRegex(self.run_ok("spaces", "one_max").stdout, r"flip_each +Each bit changes")
        self.assertIn("json, csv", self.run_ok("spaces", "plane", "--plugin", PLUGIN).stdout)


if __name__ == "__main__":
    unittest.main()
