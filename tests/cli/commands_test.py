"""What each command does with good input."""

import gzip
import json
import math
import subprocess
import sys
import unittest

from binary import EXAMPLES, CambrianTest, cambrian

BUDGET = ("--evaluations", 60000)


class Regress(CambrianTest):
    def test_finds_a_law_and_says_that_it_is_exact(self):
        result = self.run_json("regress", self.law_file(), "--output", self.folder / "run")
        self.assertEqual(result["best"]["standing"], "law")
        self.assertGreater(result["best"]["r2"], 1 - 1e-12)
        self.assertEqual(result["stopped"], "solved")

    def test_finds_keplers_third_law(self):
        result = self.run_json(
            "regress", EXAMPLES / "planets.csv", "--target", "period", "--evaluations", 300000,
            "--output", self.folder / "run",
        )
        for axis, period in ((0.387, 0.2408), (30.07, 164.9)):
            value = eval(result["best"]["sympy"], {"semi_major_axis": axis, **vars(math)})
            self.assertAlmostEqual(value / period, 1, delta=2e-3)
        self.assertLessEqual(result["best"]["complexity"], 8)

    def test_reads_standard_input_and_gzip(self):
        data = self.law_file()
        packed = self.file(gzip.compress(data.read_bytes()), "law.csv.gz")
        self.run_ok("regress", packed, *BUDGET, "--output", self.folder / "gzip")
        self.run_ok("regress", "-", *BUDGET, "--output", self.folder / "-", input=data.read_text())

    def test_holds_out_rows_when_there_are_many(self):
        result = self.run_json("regress", self.law_file(200), *BUDGET, "--output", self.folder / "r")
        self.assertEqual(result["best"]["training"]["rows"], 160)
        self.assertEqual(result["best"]["validation"]["rows"], 40)

    def test_validates_with_another_file(self):
        other = self.law_file(30, "other.csv")
        result = self.run_json(
            "regress", self.law_file(), "--validation-data", other, *BUDGET,
            "--output", self.folder / "r",
        )
        self.assertEqual(result["best"]["validation"]["rows"], 30)

    def test_several_targets_are_searched_one_by_one(self):
        data = self.file("x,y,z\n" + "".join(f"{i},{2 * i},{i * i + 1}\n" for i in range(1, 30)))
        run = self.folder / "run"
        result = self.run_json("regress", data, "--target", "y,z", *BUDGET, "--output", run)
        self.assertEqual([one["target"] for one in result["targets"]], ["y", "z"])
        self.assertEqual(result["targets"][0]["features"], ["x"])
        self.assertIn("z = ", self.run_ok("show", run, "--target", "z").stdout)
        self.refused("predict", run, data, says="--target")
        self.run_ok("predict", run, data, "--target", "y")
        self.run_ok("resume", run, "--quiet")

    def test_own_operators_limits_and_guesses(self):
        result = self.run_json(
            "regress", self.law_file(), *BUDGET, "--operators", "+ *", "--op", "twice(a) = a + a",
            "--max-size", 9, "--constants", "none", "--guesses", "twice(x1)*x2 + x1",
            "--output", self.folder / "run",
        )
        self.assertLessEqual(max(one["complexity"] for one in result["front"]), 9)
        self.assertEqual(result["best"]["standing"], "law")

    def test_no_valid_formula_is_status_1(self):
        result = cambrian(
            "regress", self.file("x,y\n1,1\n2,2\n3,4\n"), "--operators", "+ -",
            "--units", "x=s, y=m", "--dimensionless-constants", "--evaluations", 2000,
            "--output", self.folder / "run", "--quiet",
        )
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)


class AfterARun(CambrianTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        test = CambrianTest()
        test.setUp()
        cls.addClassCleanup(test.doCleanups)
        cls.run_folder = test.folder / "run"
        cls.data = test.law_file(noise=0.01)
        cls.result = test.run_json("regress", cls.data, *BUDGET, "--output", cls.run_folder)

    def show(self, *flags):
        return self.run_ok("show", self.run_folder, *flags).stdout

    def test_show_repeats_the_results(self):
        self.assertEqual(json.loads(self.show("--json")), self.result)
        self.assertIn("y = " + self.result["best"]["equation"], self.show())

    def test_show_csv_is_the_hall_of_fame(self):
        self.assertEqual(self.show("--csv"), (self.run_folder / "hall_of_fame.csv").read_text())

    def test_show_chooses_by_member_and_by_complexity(self):
        second = self.result["front"][1]
        by_member = self.show("--member", 2)
        self.assertEqual(by_member, self.show("--complexity", second["complexity"]))
        self.assertIn(second["equation"], by_member)

    def test_show_latex(self):
        self.assertTrue(self.show("--latex").startswith("y = "))

    def test_show_python_and_cpp_compile(self):
        compile(self.show("--python"), "law.py", "exec")
        source = self.file(self.show("--cpp") + "int main() {}\n", "law.cpp")
        subprocess.run(["g++", "-std=c++17", "-fsyntax-only", str(source)], check=True)

    def predict(self, path, *flags):
        text = self.run_ok("predict", self.run_folder, path, *flags).stdout
        return [line.split(",") for line in text.splitlines()]

    def test_predict_appends_the_prediction(self):
        rows = self.predict(self.data)
        self.assertEqual(rows[0], ["x1", "x2", "y", "prediction"])
        error = [float(row[3]) - float(row[2]) for row in rows[1:]]
        mean_square = sum(e * e for e in error) / len(error)
        self.assertAlmostEqual(mean_square / self.result["best"]["loss"], 1, delta=1e-9)

    def test_predict_needs_no_target_and_no_order_of_columns(self):
        rows = self.predict(self.file("note,x2,x1\nfine,2,1\n", "new.csv"))
        self.assertEqual(rows[0], ["note", "x2", "x1", "prediction"])
        self.assertAlmostEqual(float(rows[1][3]), 5, delta=0.1)

    def test_predict_adds_a_column_of_a_new_name(self):
        taken = self.predict(self.file("x1,x2,prediction\n1,2,0\n", "taken.csv"))
        self.assertEqual(taken[0][3], "prediction_")

    def test_predict_leaves_out_rows_with_missing_values_when_asked(self):
        path = self.file("x1,x2\n1,\n1,2\n", "gaps.csv")
        self.refused("predict", self.run_folder, path, says="gaps.csv:2")
        self.assertEqual(len(self.predict(path, "--drop-missing")), 2)


class Help(CambrianTest):
    def test_every_command_explains_itself(self):
        for command in ("regress", "resume", "show", "predict"):
            text = self.run_ok(command, "--help").stdout
            self.assertIn("Examples:\n  cambrian " + command, text)
            self.assertLessEqual(max(map(len, text.splitlines())), 110)

    def test_help_all_has_the_rare_settings_too(self):
        self.assertNotIn("--tournament-size", self.run_ok("regress", "--help").stdout)
        self.assertIn("--tournament-size", self.run_ok("regress", "--help-all").stdout)

    def test_version(self):
        self.assertRegex(self.run_ok("version").stdout, r"cambrian \d+\.\d+\.\d+")
        self.assertEqual(self.run_ok("--version").stdout, self.run_ok("version").stdout)


if __name__ == "__main__":
    unittest.main()
