"""cambrian approximate: what it prints, what it emits, and that its result depends on nothing else."""

import json
import math
import os
import shlex
import shutil
import subprocess
import time
import unittest
from pathlib import Path

from binary import CAMBRIAN, CambrianTest, cambrian

EXP2 = ["approximate", "2^x", "--on", "0,1", "--max-cost", 4, "--evaluations", 15000, "--quiet"]


class Approximate(CambrianTest):
    def run_exp2(self, name, *flags):
        folder = self.folder / name
        self.run_ok(*EXP2, "--output", folder, *flags)
        return folder

    def test_the_front_is_better_than_textbooks_offer_or_equal(self):
        run = self.run_json(*EXP2, "--output", self.folder / "run")
        for program in run["front"]:
            self.assertLessEqual(program["error"], program["bound"])
            self.assertLess(program["bound"], 1.0011 * program["error"])
            self.assertTrue(program["program"])
        best = {program["cost"]: program["error"] for program in run["front"]}
        self.assertAlmostEqual(-math.log10(best[2]), 1.525, 3)
        self.assertAlmostEqual(-math.log10(best[3]), 3.062, 3)
        known = {form["cost"]: form["error"] for form in run["baselines"]}
        self.assertAlmostEqual(-math.log10(known[4]), 3.664, 3)

    def test_a_program_from_a_file_is_judged(self):
        path = self.file("a = 25/x + x  # shared once\n18/(a - 9) + 1\n", "p.txt")
        run = self.run_json("approximate", "2^x", "--judge", path)
        written, best = run["front"]
        self.assertEqual([written["cost"], best["cost"]], [5, 5])
        self.assertAlmostEqual(-math.log10(written["error"]), 1.5, 0)
        self.assertAlmostEqual(-math.log10(best["error"]), 5.362, 3)
        self.refused("approximate", "2^x", "--judge", self.file("x + y", "q.txt"), says=["q.txt", "line 1", "y"])
        self.refused("approximate", "2^x", "--judge", self.folder / "none", says="none")

    def test_a_search_starts_from_a_program_in_a_file(self):
        path = self.file("a = 25/x + x\n18/(a - 9) + 1\n", "p.txt")
        words = ["approximate", "2^x", "--start", path, "--max-cost", 5, "--evaluations", 300, "--quiet"]
        run = self.run_json(*words, "--output", self.folder / "run")
        self.assertAlmostEqual(-math.log10(run["front"][-1]["error"]), 5.362, 3)
        path.unlink()
        self.run_ok("resume", self.folder / "run", "--evaluations", 400)
        self.refused("approximate", "2^x", "--start", self.folder / "none", says="none")
        self.refused("approximate", "2^x", "--start", self.file("x +", "q.txt"), says=["q.txt"])

    def test_the_page_of_a_report_draws_textbooks_beside_the_front(self):
        folder = self.run_exp2("run")
        page = self.folder / "report.html"
        self.run_ok("report", folder, "--html", page)
        text = page.read_text()
        self.assertIn("what textbooks offer", text)
        self.assertIn("rational (1,1)", text)

    @unittest.skipUnless(shutil.which("sollya"), "Sollya is not installed")
    def test_sollya_agrees_and_notices_a_wrong_constant(self):
        for function, domain, operators in [("exp2", "0,1", "+ - * /"), ("exp2", "-1,1", "fma *"), ("sin", "-1,1", "+ * /")]:
            run = self.folder / f"{function}{domain}"
            self.run_ok("approximate", function, "--on=" + domain, "--operators", operators, "--max-cost", 4,
                        "--evaluations", 3000, "--quiet", "--output", run)
            script = self.run_ok("show", run, "--format", "sollya").stdout
            wrong = script.replace("approximation = ", "approximation = 1.01*", 1)
            for text, says in [(script, "agrees"), (wrong, "differs")]:
                told = subprocess.run(["sollya", "--warnonstderr", self.file(text, "check.sollya")],
                                      capture_output=True, text=True).stdout
                self.assertEqual(told.splitlines()[-1], says, told)

    @unittest.skipUnless(shutil.which("sollya"), "Sollya is not installed")
    def test_sollya_is_asked_at_the_end_unless_that_is_switched_off(self):
        path = self.file("18/(25/x + x - 9) + 1", "p.txt")
        judge = ["approximate", "2^x", "--on", "0,1", "--judge", path]
        self.assertIn("Sollya agrees with the errors of 2 programs.", self.run_ok(*judge).stdout)
        self.assertEqual({p["sollya_says"] for p in self.run_json(*judge)["front"]}, {"agrees"})
        self.assertNotIn("Sollya", self.run_ok(*judge, "--no-sollya").stdout)
        folder = self.run_exp2("run")
        front = self.run_json("show", folder)["front"]
        self.assertEqual([p["sollya_says"] for p in front], ["agrees"] * len(front))

    def test_what_a_sollya_says_that_does_not_agree_is_told_and_so_is_its_absence(self):
        path = self.file("18/(25/x + x - 9) + 1", "p.txt")
        judge = ["approximate", "2^x", "--on", "0,1", "--judge", path]
        bin = self.folder / "bin"
        bin.mkdir()
        environment = {**os.environ, "PATH": str(bin)}
        self.assertIn("Sollya, which is not installed", self.run_ok(*judge, env=environment).stdout)
        planted = self.file("#!/bin/sh\necho largest error 1\necho differs\n", "bin/sollya")
        planted.chmod(0o755)
        self.assertIn("does not confirm cost 5: largest error 1\n", self.run_ok(*judge, env=environment).stdout)
        planted.write_text("#!/bin/sh\nexit 3\n")
        self.assertIn("does not confirm cost 5: no answer, exit status 3", self.run_ok(*judge, env=environment).stdout)

    def test_measured_weights_are_weights_of_a_search(self):
        text = self.run_ok("approximate", "--measure-weights").stdout
        lines = [shlex.split(line) for line in text.splitlines() if line.startswith("  --cost")]
        self.assertEqual([line[1] for line in lines], ["weighted", "depth"])
        for line in lines:
            weights = {name: int(weight) for name, weight in (w.split("=") for w in line[3].split(", "))}
            self.assertEqual(set(weights), {"add", "sub", "mul", "div", "sqrt", "fma"})
            self.assertGreater(weights["div"], weights["mul"])
            run = self.run_json("approximate", "2^x", "--max-cost", 2 * weights["div"], "--evaluations", 2000, "--quiet",
                                *line, "--output", self.folder / line[1])
            self.assertTrue(all(p["cost"] <= 2 * weights["div"] for p in run["front"]))

    def test_there_is_no_script_for_functions_that_sollya_does_not_know(self):
        run = self.folder / "run"
        self.run_ok("approximate", "airy", "--on", "0,1", "--max-cost", 2, "--evaluations", 300, "--quiet", "--output", run)
        self.refused("show", run, "--format", "sollya", says="c, cpp, python, json, test")

    def test_numbers_in_a_file_are_ends_of_the_domain(self):
        path = self.file('{"function": "2^x", "on": [0, 0.5], "max_cost": 2, "evaluations": 500}', "c.json")
        run = self.run_json("approximate", "--config", path, "--output", self.folder / "run", "--quiet")
        self.assertEqual(run["domain"], ["0", "0.5"])

    def test_emitted_c_passes_its_own_test_and_a_wrong_one_does_not(self):
        folder = self.run_exp2("run")
        source = self.run_ok("show", folder, "--test", "--complexity", 3).stdout
        compiler = shutil.which("c++") or shutil.which("g++")
        for text, status in [(source, 0), (source.replace("1.4142", "1.4143"), 1)]:
            path = self.file(text, "test.c")
            program = self.folder / "test"
            subprocess.run([compiler, "-x", "c", "-O2", "-Wall", "-Werror", path, "-o", program, "-lm"], check=True)
            self.assertEqual(subprocess.run([program], capture_output=True).returncode, status)

    def test_emitted_python_computes_what_was_found(self):
        folder = self.run_exp2("run")
        front = self.run_json("show", folder)["front"]
        names = {}
        exec(self.run_ok("show", folder, "--python").stdout, names)
        for i in range(101):
            value = names["approximate_2_x"](i / 100)
            self.assertLess(abs(value / 2 ** (i / 100) - 1), front[-1]["bound"] + 1e-15)

    def test_threads_and_interruptions_do_not_change_the_result(self):
        whole = self.run_exp2("whole", "--threads", 1)
        threads = self.run_exp2("threads", "--threads", 3)
        killed = self.folder / "killed"
        words = [CAMBRIAN, *map(str, EXP2), "--output", killed]
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and not (killed / "manifest.json").exists():
            time.sleep(0.01)
        process.kill()
        process.wait()
        self.run_ok("resume", killed, "--quiet")
        wanted = (whole / "hall_of_fame.csv").read_text()
        self.assertEqual((threads / "hall_of_fame.csv").read_text(), wanted)
        self.assertEqual((killed / "hall_of_fame.csv").read_text(), wanted)

    def test_the_ranks_of_an_mpi_job_find_the_same(self):
        if not shutil.which("mpirun"):
            self.skipTest("mpirun is not installed")
        alone = self.run_exp2("alone")
        ranks = self.folder / "ranks"
        launcher = ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n", "3", CAMBRIAN]
        words = [*launcher, *map(str, EXP2), "--output", str(ranks)]
        result = subprocess.run(words, capture_output=True, text=True, timeout=200)
        if "not built with MPI" in result.stderr:
            self.skipTest("a build without MPI")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(
            (alone / "hall_of_fame.csv").read_text(), (ranks / "hall_of_fame.csv").read_text())

    def test_other_settings_change_the_kind_of_program(self):
        run = self.run_json(
            "approximate", "exp2", "--on=-1/2,1/2", "--operators", "fma *", "--max-cost", 3,
            "--evaluations", 4000, "--quiet", "--output", self.folder / "fma")
        self.assertNotIn("/", run["front"][-1]["program"])
        self.assertAlmostEqual(-math.log10(run["front"][-1]["error"]), 4.126, 2)


class Floats(CambrianTest):
    def compiled(self, text, *flags):
        path = self.file(text, "code.cpp")
        program = self.folder / "code"
        compiler = shutil.which("c++") or shutil.which("g++")
        subprocess.run([compiler, "-O2", *flags, path, "-o", program], check=True)
        return subprocess.run([program], capture_output=True, text=True)

    def test_what_emitted_c_takes_is_measured(self):
        for number in ["double", "float"]:
            folder = self.folder / number
            self.run_ok("approximate", "exp", "--on", "1/4,3/8", "--type", number, "--max-cost", 3,
                        "--evaluations", 300, "--quiet", "--output", folder)
            result = self.compiled(self.run_ok("show", folder, "--format", "bench").stdout)
            self.assertEqual(result.returncode, 0)
            self.assertRegex(result.stdout, r"^\d+\.\d+ ns/element, \d+\.\d+ ns until")

    def test_programs_in_floats_are_judged_on_every_float_of_the_domain(self):
        folder = self.folder / "run"
        run = self.run_json("approximate", "exp2", "--on", "1/4,3/8", "--type", "float", "--max-cost", 6,
                            "--evaluations", 8000, "--quiet", "--output", folder)
        best = run["front"][-1]["in_float"]
        self.assertTrue(best["every_input"])
        self.assertEqual(best["inputs"], 2**22 + 1)
        self.assertLess(best["ulp"], 2)
        self.assertIn(" ulp", self.run_ok("show", folder).stdout)
        test = self.run_ok("show", folder, "--test").stdout
        self.assertEqual(self.compiled(test).returncode, 0)
        wrong = test.replace("(float x) {", "(float x) {\n  x += 0.001f;")
        self.assertEqual(self.compiled(wrong).returncode, 1)

    def test_vectors_of_a_complete_function_give_the_bits_of_the_scalars(self):
        if "fma" not in Path("/proc/cpuinfo").read_text().split():
            self.skipTest("the processor does not fuse multiplications with additions")
        for function in ["exp2", "exp", "log2", "sin"]:
            folder = self.folder / function
            self.run_ok("approximate", function, "--full-range", "--operators", "fma *", "--max-cost", 3,
                        "--evaluations", 1500, "--quiet", "--output", folder)
            test = self.run_ok("show", folder, "--test").stdout
            # One input in some thousands, and with a bound that the best program of three
            # operations keeps.
            some = test.replace("first += 4096", "first += 4096 * 509")
            result = self.compiled(some, "-mfma", "-mavx2")
            self.assertIn("vectors differ from scalars at 0 inputs", result.stdout)
            self.assertEqual(result.returncode, 0, function + result.stdout)
            self.assertIn("ns/element", self.run_ok("show", folder, "--format", "bench").stdout)

    def test_no_full_range_of_other_functions(self):
        self.refused("approximate", "tan", "--full-range", "--time", 1, says=["tan", "exp2, exp, log2"])


class Code(CambrianTest):
    """What is emitted for one program computes the same in every language."""

    def built(self, name, text, *flags):
        path = self.file(text, name)
        language = ["-x", "c"] if name.endswith(".c") else []
        compiler = shutil.which("c++") or shutil.which("g++")
        # Contracted products would be other values.
        words = [compiler, *language, "-O2", "-Wall", "-Wno-unused-function", "-Werror", "-ffp-contract=off", *flags]
        subprocess.run([*words, "-c", path, "-o", path.with_suffix(".o")], check=True)
        return path.with_suffix(".o")

    def values_of(self, program, name, places):
        """Of the C, C++ and vector functions, hexadecimal: a line for each place."""
        vectors = "fma" in Path("/proc/cpuinfo").read_text().split()
        flags = ["-mfma", "-mavx2"] if vectors else []
        objects = [self.built("c.c", program["c"], *flags)]
        cpp = "#include <cmath>\n#include <stdint.h>\n#include <string.h>\nnamespace cpp {\n" + program["cpp"] + "}\n"
        self.file(program["highway"], "vectors.hpp")
        main = cpp + '#include <stdio.h>\n#include "vectors.hpp"\nextern "C" double ' + name + "(double);\n"
        main += "int main() {\n  static double x[] = {" + ", ".join(map(repr, places)) + "}, y[sizeof x / 8];\n"
        main += "  const int n = sizeof x / 8;\n  HWY_STATIC_DISPATCH(" + name + "_array)(x, y, n);\n"
        main += '  for (int k = 0; k < n; ++k) printf("%a %a %a\\n", ' + name + "(x[k]), cpp::" + name + "(x[k]), y[k]);\n}\n"
        objects.append(self.built("main.cpp", main, *flags))
        compiler = shutil.which("c++") or shutil.which("g++")
        subprocess.run([compiler, *objects, "-o", self.folder / "all"], check=True)
        result = subprocess.run([self.folder / "all"], capture_output=True, text=True, check=True)
        return [line.split() for line in result.stdout.splitlines()]

    def test_c_cpp_python_and_vectors_give_the_same_bits(self):
        exp2 = "r = x - round(x); scale2(((0.0558*r + 0.2426)*r + 0.6931)*r + 1, x)"
        log2 = "m = significand(x) - 1; exponent(x) + m*(1.44 - m/(m + 1.6)*0.4)"
        mixed = "scale2(sqrt(x + 30), exponent(x*x + 1)) - 3*x"
        for text, function, on in [(exp2, "2^x", "-20,20"), (log2, "log2", "1.5,99"), (mixed, "sqrt(x + 30)", "-20,20")]:
            run = self.run_json("approximate", function, "--on=" + on, "--judge", self.file(text, "p.txt"))
            program = run["front"][0]
            low, high = map(float, on.split(","))
            places = [low + (high - low) * k / 37 for k in range(38)]
            name = [line for line in program["c"].splitlines() if line.startswith("double ")][0].split()[1].split("(")[0]
            names = {}
            exec(program["python"], names)
            for x, values in zip(places, self.values_of(program, name, places)):
                self.assertEqual({float.fromhex(v) for v in values}, {names[name](x)}, (text, x, values))

    def test_a_highway_header_is_shown(self):
        folder = self.folder / "run"
        self.run_ok(*EXP2, "--output", folder)
        header = self.run_ok("show", folder, "--format", "highway", "--complexity", 3).stdout
        self.assertIn("HWY_INLINE V approximate_2_x(D d, V x) {", header)
        self.assertIn("approximate_2_x_array", header)


class Parity(CambrianTest):
    def test_programs_of_a_parity_are_asked_for_on_the_command_line(self):
        words = ["approximate", "cos", "--on=-1,1", "--max-cost", 4, "--evaluations", 3000, "--quiet"]
        run = self.run_json(*words, "--parity", "even", "--output", self.folder / "even")
        names = {}
        exec(run["front"][-1]["python"], names)
        function = names["approximate_cos"]
        for k in range(1, 30):
            self.assertEqual(function(k / 30), function(-k / 30))
        self.refused(*words, "--parity", "odd", says=["--parity", "not odd", "at x = "])
        self.refused("approximate", "cos", "--on", "0,1", "--parity", "even", says="not symmetric around 0")


class BadInput(CambrianTest):
    def refuses(self, *words, says):
        self.refused("approximate", *words, "--time", 1, "--output", self.folder / "run", says=says)
        self.assertFalse((self.folder / "run").exists())

    def test_unknown_function(self):
        self.refuses("exp22", says=["exp22", "did you mean 'exp2'?"])

    def test_no_function(self):
        self.refuses(says=["FUNCTION", "missing"])

    def test_two_variables(self):
        self.refuses("x*y", says=["x and y"])

    def test_a_fault_in_the_expression(self):
        self.refuses("sin(x", says=["column", "parenthesis"])

    def test_empty_domain(self):
        self.refuses("2^x", "--on", "1,0", says=["--on", "empty"])

    def test_one_end_only(self):
        self.refuses("2^x", "--on", "1", says=["--on", "two numbers"])

    def test_pole_in_the_domain(self):
        self.refuses("tan", "--on", "0,2", says=["pole at x = 1.5708"])

    def test_no_value_in_the_domain(self):
        self.refuses("sqrt", "--on=-1,1", says=["not a number at x = -1"])

    def test_zero_with_a_relative_error(self):
        self.refuses("log2", "--on", "1,2", says=["0 at x = 1", "--error absolute"])

    def test_unknown_operator(self):
        self.refuses("2^x", "--operators", "+ sqr", says=["sqr", "sqrt"])

    def test_latex_of_a_program(self):
        folder = self.folder / "run"
        self.run_ok("approximate", "2^x", "--evaluations", 200, "--quiet", "--output", folder)
        self.refused("show", folder, "--latex", says=["--latex", "cpp"])
        self.refused("show", folder, "--complexity", 99, says=["99", "it has"])
        self.refused("predict", folder, self.file("x\n1\n"), says=["approximate"])


if __name__ == "__main__":
    unittest.main()
