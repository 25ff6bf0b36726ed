"""cambrian show RUN --measure: what the compiled code of a front's programs takes, and what is said without it."""

import json
import os
import signal
import subprocess
import time
import unittest

from binary import CAMBRIAN, CambrianTest

EXP2 = ["2^x", "--on", "0,1", "--max-cost", 4, "--evaluations", 4000]
RUNS = {
    "double": EXP2,
    "wide 2^x": ["2^x", "--on=-20,20", "--operators", "+ - * round scale2", "--max-cost", 5, "--evaluations", 4000],
    "wide log2": ["log2", "--on", "1.5,99", "--operators", "+ - * exponent significand", "--max-cost", 4,
                  "--evaluations", 4000],
    "float": ["exp2", "--on", "1/4,3/8", "--type", "float", "--operators", "fma *", "--max-cost", 3, "--evaluations", 1000],
    "exp2": ["exp2", "--full-range", "--operators", "fma *", "--max-cost", 3, "--evaluations", 1500],
    "sin": ["sin", "--full-range", "--operators", "fma *", "--max-cost", 3, "--evaluations", 1500],
}
# Measurements differ by so much.
AS_FAST = 1.03


class MeasuredFront(CambrianTest):
    def setUp(self):
        super().setUp()
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()

    def environment(self, **added):
        kept = {name: value for name, value in os.environ.items() if name not in ("CXX", "CC")}
        return {**kept, "TMPDIR": str(self.temporary), **added}

    def searched(self, name="double"):
        folder = self.folder / name
        self.run_ok("approximate", *RUNS[name], "--quiet", "--no-sollya", "--output", folder)
        return folder

    def compiler(self, *lines):
        """A program that is called as a compiler is."""
        path = self.file("\n".join(["#!/bin/sh", *lines, ""]), "compiler")
        path.chmod(0o755)
        return self.environment(CXX=str(path))

    def refused(self, *words, **options):
        """And leaves no file behind."""
        line = super().refused(*words, **options)
        self.assertEqual(list(self.temporary.iterdir()), [])
        return line

    def test_every_program_is_timed_and_those_are_best_that_nothing_at_least_as_good_outruns(self):
        highway = highway_is_installed(self.folder)
        for name in RUNS:
            run = self.run_json("show", self.searched(name), "--measure", env=self.environment())
            self.assertGreater(run["addition"]["ns"], 0)
            self.assertIn("-O3", run["compiler"])
            self.assertEqual(list(self.temporary.iterdir()), [])

            def error(program):
                return program["in_float"]["ulp"] if "in_float" in program else program["error_in_double"]

            def least(program):
                times = program["measured"]
                return min(t for t in (times["ns"], times["ns_vectors"]) if t is not None)

            self.assertTrue(run["front"])
            for program in run["front"]:
                self.assertGreater(least(program), 0)
                self.assertGreater(program["measured"]["ns_latency"], 0)
                self.assertEqual(program["measured"]["ns_vectors"] is not None, highway, "vectors need Highway")
                outrun = any(
                    least(p) <= AS_FAST * least(program) if error(p) < error(program)
                    else error(p) == error(program) and least(p) < least(program)
                    for p in run["front"])
                self.assertEqual(program["measured"]["best"], not outrun, (name, program["program"]))

    def test_a_compiler_of_c_will_do(self):
        folder = self.searched()
        run = self.run_json("show", folder, "--measure", env=self.environment(CC="cc -DSOME_MACRO=1"))
        self.assertTrue(run["compiler"].startswith("cc -DSOME_MACRO=1 -O3"))
        self.assertEqual({p["measured"]["ns_vectors"] for p in run["front"]}, {None})
        picked = ["show", folder, "--measure", "--complexity", 3]
        text = self.run_ok(*picked, env=self.environment(CC="cc")).stdout
        self.assertIn("No vectors: they need a compiler of C++", text)

    def test_the_table_and_the_csv_have_a_line_for_each_program(self):
        folder = self.searched()
        front = self.run_json("show", folder)["front"]
        csv = self.run_ok("show", folder, "--measure", "--csv", env=self.environment()).stdout.splitlines()
        self.assertEqual(csv[0], "cost,error,ns,ns_vectors,ns_latency,best,program")
        self.assertEqual([line.split(",")[0] for line in csv[1:]], [str(p["cost"]) for p in front])
        text = self.run_ok("show", folder, "--measure", env=self.environment()).stdout.splitlines()
        self.assertEqual(text[0].split(), ["cost", "error", "in", "double", "C", "vectors", "latency", "program"])
        for line, program in zip(text[1:], front):
            self.assertTrue(line.endswith(program["program"]))
        self.assertTrue(text[len(front)].startswith("*"), "the most accurate program is one of the best")

    def test_one_program_is_measured_alone_when_it_is_picked(self):
        folder = self.searched()
        run = self.run_json("show", folder, "--measure", "--complexity", 3, env=self.environment())
        self.assertEqual([p["cost"] for p in run["front"]], [3])

    def test_no_compiler(self):
        folder = self.searched()
        for name in ["CXX", "CC"]:
            environment = self.environment(**{name: "/no/such"})
            self.refused("show", folder, "--measure", says=[name, "/no/such", "unset it"], env=environment)
        words = dict(says=["no compiler", "CXX"], env=self.environment(PATH=str(self.temporary)))
        self.refused("show", folder, "--measure", **words)

    def test_a_compiler_that_fails_is_quoted(self):
        environment = self.compiler('echo "code.cpp:1:1: error: no such machine" >&2', "exit 1")
        self.refused("show", self.searched(), "--measure", says=["cannot compile", "no such machine"], env=environment)

    def test_a_program_that_crashes_or_tells_no_times(self):
        folder = self.searched()
        for body, says in [("kill -ILL $$", "signal 4"), ("exit 3", "exit status 3"), ("echo 1 2 3", "does not tell times")]:
            # The word after -o is what it is to make.
            environment = self.compiler('while [ "$1" != -o ]; do shift; done',
                                        f"printf '#!/bin/sh\\n{body}\\n' > $2", "chmod +x $2")
            self.refused("show", folder, "--measure", says=says, env=environment)

    def test_a_temporary_folder_that_cannot_be_written(self):
        environment = {**self.environment(), "TMPDIR": "/proc"}
        self.refused("show", self.searched(), "--measure", says=["/proc", "TMPDIR"], env=environment)

    def test_a_signal_ends_it_and_leaves_no_file(self):
        folder = self.searched()
        environment = self.compiler(f"touch {self.folder}/called", "sleep 300")
        words = [CAMBRIAN, "show", str(folder), "--measure"]
        process = subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True)
        while not (self.folder / "called").exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        self.assertIn("stopped by a signal", process.communicate(timeout=60)[1])
        self.assertEqual(list(self.temporary.iterdir()), [])

    def test_a_search_that_has_not_ended_has_no_code(self):
        folder = self.searched()
        path = folder / "hall_of_fame.json"
        run = json.loads(path.read_text())
        for program in run["front"]:
            program["c"] = ""  # as while it goes on
        path.write_text(json.dumps(run))
        self.refused("show", folder, "--measure", says=["search has ended", "cambrian resume"], env=self.environment())

    def test_what_is_no_program_or_no_table(self):
        law = self.folder / "law"
        self.run_ok("regress", self.law_file(), "--target", "y", "--evaluations", 2000, "--quiet", "--output", law)
        self.refused("show", law, "--measure", says=["--measure", "cambrian approximate"])
        self.refused("show", self.searched(), "--measure", "--c", says=["--measure", "leave out --c"])


def highway_is_installed(folder):
    source = folder / "has.cpp"
    source.write_text("#include <hwy/highway.h>\n")
    return subprocess.run(["c++", "-fsyntax-only", source], capture_output=True).returncode == 0


if __name__ == "__main__":
    unittest.main()
