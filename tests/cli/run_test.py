"""`cambrian run`: from a configuration to a result, and what other commands do with its folder."""

import json
import re
import signal
import subprocess
import time
import unittest

from binary import CAMBRIAN, CambrianTest, cambrian

ONE_MAX = """// comments are allowed
{"problem": {"name": "one_max", "bits": 40}, "algorithm": {"population": 20, "sample": 5}}
"""
HARD = """{"problem": {"name": "leading_ones", "bits": 2000}, "lag": 8, /* it takes long */
           "algorithm": {"population": 20, "sample": 5}, "stop": {"evaluations": 2000}}"""


class RunTest(CambrianTest):
    def config(self, text=ONE_MAX, name="job.json"):
        return self.file(text, name)

    def hall(self, run):
        return (run / "hall_of_fame.csv").read_bytes()

    def start(self, *words, **options):
        process = subprocess.Popen([CAMBRIAN, *map(str, words)], **options)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def run_it(self, name, *flags, config=None):
        run = self.folder / name
        self.run_ok("run", config or self.config(), "--output", run, "--quiet", *flags)
        return run


class Run(RunTest):
    def test_finds_the_optimum_and_says_so(self):
        run = self.folder / "run"
        result = self.run_json("run", self.config(), "--output", run)
        self.assertEqual(result["stopped"], "solved")
        self.assertEqual(result["best"]["objectives"], {"missing": 0})
        self.assertEqual(result["best"]["candidate"], "1" * 40)
        self.assertEqual(result["best"]["genome"], "01" * 40)
        self.assertEqual(json.loads((run / "hall_of_fame.json").read_text()), result)
        self.assertEqual(self.hall(run).decode(), f"missing,complexity,candidate\n0,0,{'1' * 40}\n")

    def test_needs_no_file(self):
        text = self.run_ok(
            "run", "--set", "problem.name=one_max", "--set", "problem.bits=20",
            "--output", self.folder / "run",
        ).stdout
        self.assertIn("1" * 20, text)
        self.assertIn("run folder: ", text)

    def test_makes_a_folder_called_after_the_configuration(self):
        text = self.run_ok("run", self.config(), "--quiet", cwd=self.folder).stdout
        self.assertRegex(text, r"run folder: runs/job-\d{8}-\d{6}")

    def test_writes_every_default_into_the_manifest(self):
        run = self.run_it("run", "--evaluations", 100)
        config = json.loads((run / "manifest.json").read_text())["config"]
        self.assertEqual(config["problem"]["noise"], 0)
        self.assertEqual(config["algorithm"]["name"], "regularized_evolution")
        self.assertEqual(config["stop"]["evaluations"], 100)
        self.assertEqual(config["evaluation"]["on_failure"], "skip")
        self.assertEqual(config["folder"], str(self.folder) + "/")

    def test_print_config_is_a_configuration_of_the_same_search(self):
        flags = ["--deterministic", "--evaluations", 500, "--set", "algorithm.sample=3"]
        printed = self.run_ok("run", self.config(), *flags, "--print-config").stdout
        first = self.run_it("first", *flags)
        second = self.run_it("second", config=self.config(printed, "printed.json"))
        self.assertEqual(self.hall(first), self.hall(second))

    def test_another_algorithm_ignores_settings_of_the_files_own(self):
        run = self.run_it("run", "--set", "algorithm.name=random_search", "--evaluations", 50)
        config = json.loads((run / "manifest.json").read_text())["config"]
        self.assertNotIn("population", config["algorithm"])

    def test_sweeps_over_seeds(self):
        run = self.folder / "run"
        result = self.run_json("run", self.config(), "--seed", 8, "--seeds", 3, "--output", run)
        self.assertEqual([one["seed"] for one in result["searches"]], [8, 9, 10])
        self.assertEqual(len({one["evaluations"] for one in result["searches"]}), 3)
        self.assertIn("median of 3", self.run_ok("resume", run, "--quiet").stdout)
        self.assertEqual(self.run_ok("show", run).stdout.count("seed "), 3)


class Stops(RunTest):
    def stopped(self, *flags):
        run = self.folder / re.sub(r"\W", "", str(flags))
        words = ["run", self.config(HARD), "--output", run, "--set", "stop.evaluations=0", *flags]
        return self.run_json(*words)

    def test_at_limits_of_evaluations_work_and_time(self):
        for flags, reason, count in (
            (("--evaluations", 200), "evaluations", 200),
            (("--set", "stop.work=300"), "work", 300),
            (("--time", 0.2), "time", None),
        ):
            result = self.stopped(*flags)
            self.assertEqual(result["stopped"], reason)
            if count:
                self.assertEqual(result["evaluations"], count)

    def test_at_a_target(self):
        result = self.stopped("--set", "stop.target=1990")
        self.assertEqual(result["stopped"], "solved")
        self.assertLessEqual(result["best"]["objectives"]["missing"], 1990)

    def test_when_nothing_better_comes(self):
        result = self.stopped("--set", "stop.stagnation=100", "--set", "problem.mutation=flip_one")
        self.assertEqual(result["stopped"], "stagnation")


class SameResult(RunTest):
    def test_for_any_number_of_threads(self):
        one = self.hall(self.run_it("one", "--threads", 1, config=self.config(HARD)))
        three = self.hall(self.run_it("three", "--threads", 3, config=self.config(HARD)))
        self.assertEqual(one, three)

    def test_with_isolation_cache_and_batches(self):
        plain = self.run_it("plain", "--deterministic", "--evaluations", 600)
        for flag in ("evaluation.isolate=true", "evaluation.cache=100", "evaluation.batch=7"):
            other = self.run_it(flag, "--deterministic", "--evaluations", 600, "--set", flag)
            self.assertEqual(self.hall(other), self.hall(plain), flag)

    def test_after_kill_9_and_resume(self):
        whole = self.run_it("whole", config=self.config(HARD))
        run = self.folder / "killed"
        words = ["run", self.config(HARD), "--quiet", "--output", run]
        search = self.start(*words, stdout=subprocess.DEVNULL)
        while not (run / "journal.bin").exists() or (run / "journal.bin").stat().st_size < 30_000:
            self.assertIsNone(search.poll(), "the run was over too soon")
            time.sleep(0.001)
        search.send_signal(signal.SIGKILL)
        search.wait()
        self.run_ok("resume", run, "--quiet", "--threads", 2)
        self.assertEqual(self.hall(run), self.hall(whole))

    def test_replay_meets_every_hash(self):
        for name, flags in (("free", ["--set", "lag=0"]), ("lagged", [])):
            run = self.run_it(name, "--evaluations", 300, *flags, config=self.config(HARD))
            self.assertIn("300 evaluations, everything as recorded", self.run_ok("replay", run).stdout)

    def test_replay_of_a_regression(self):
        run = self.folder / "law"
        self.run_ok("regress", self.law_file(noise=0.3), "--evaluations", 20000, "--output", run)
        self.assertIn("everything as recorded", self.run_ok("replay", run).stdout)

    def test_more_evaluations_by_resume(self):
        whole = self.run_it("whole", config=self.config(HARD))
        run = self.run_it("part", "--evaluations", 300, config=self.config(HARD))
        self.run_ok("resume", run, "--evaluations", 2000, "--quiet")
        self.assertEqual(self.hall(run), self.hall(whole))
        self.run_ok("replay", run)


class AfterARun(RunTest):
    def test_show_status_and_logs(self):
        run = self.run_it("run")
        self.assertIn("missing  candidate", self.run_ok("show", run).stdout)
        self.assertEqual(self.run_ok("show", run, "--csv").stdout.encode(), self.hall(run))
        self.assertEqual(self.run_json("show", run)["problem"], "one_max")
        self.refused("show", run, "--latex", says=["--latex", "cannot be written so"])
        self.refused("predict", run, "rows.csv", says="cambrian regress")
        self.assertRegex(self.run_ok("status", run).stdout, r"state +done \(solved\)")
        log = self.run_ok("logs", run).stdout
        self.assertIn("session begins", log)
        self.assertIn("found missing 0", log)
        self.assertEqual(self.run_ok("logs", run, "-f").stdout, log)

    def test_cancel_stops_a_run_and_logs_follow_it_to_its_end(self):
        run = self.folder / "run"
        words = ["run", self.config(HARD), "--evaluations", "1e12", "--quiet", "--output", run]
        search = self.start(*words, stdout=subprocess.DEVNULL)
        while not (run / "status.json").exists():
            self.assertIsNone(search.poll())
            time.sleep(0.01)
        logs = self.start("logs", run, "-f", stdout=subprocess.PIPE, text=True)
        self.refused("resume", run, says="another process has this run open")
        self.run_ok("cancel", run)
        self.assertEqual(search.wait(timeout=60), 130)
        self.assertIn("session ends: interrupted", logs.communicate(timeout=60)[0])

    def test_submit_writes_a_script_that_runs_and_resumes(self):
        script = self.run_ok("submit", self.config(), "--nodes", 2, "--dry-run").stdout
        self.assertRegex(script, r"cambrian'? '?run'? ")
        self.assertRegex(script, r"cambrian'? '?resume'? ")


class Lists(RunTest):
    def test_spaces_and_algorithms_explain_themselves(self):
        self.assertRegex(self.run_ok("spaces").stdout, r"one_max +As many ones")
        text = self.run_ok("spaces", "one_max").stdout
        self.assertIn("objectives: missing; the optimum is 0", text)
        self.assertRegex(text, r"bits +Length of the strings: a whole number from 1")
        self.assertIn("random_search", self.run_ok("algorithms").stdout)
        self.assertIn("tournament", self.run_ok("algorithms", "regularized_evolution").stdout)
        self.refused("spaces", "one_mex", says="one_max")
        self.refused("algorithms", "nothing", says="cambrian algorithms")

    def test_the_schema_names_every_problem_and_algorithm(self):
        schema = json.loads(self.run_ok("schema").stdout)
        names = [one["title"] for one in schema["properties"]["problem"]["oneOf"]]
        self.assertIn("leading_ones", names)
        self.assertIn("stop", schema["properties"])
        one = json.loads(self.run_ok("schema", "one_max", "local_search").stdout)
        self.assertEqual(one["properties"]["algorithm"]["title"], "local_search")
        self.assertIn("patience", one["properties"]["algorithm"]["properties"])
        self.refused("schema", "one_mex", says="one_max")

    def test_check_estimates_the_cost(self):
        text = self.run_ok("check", self.config(), "--evaluations", 1000).stdout
        self.assertIn("one_max by regularized_evolution, no error", text)
        self.assertRegex(text, r"1.00k evaluations: about .* on \d+ threads")
        self.assertEqual(list(self.folder.iterdir()), [self.folder / "job.json"])


if __name__ == "__main__":
    unittest.main()
