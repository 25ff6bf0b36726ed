"""The same command in the ranks of an MPI job, and as a Slurm job."""

import json
import shutil
import subprocess
import unittest

from binary import CAMBRIAN, CambrianTest, cambrian


@unittest.skipUnless(shutil.which("mpirun"), "mpirun is not installed")
class Ranks(CambrianTest):
    def mpirun(self, *words, ranks=3, **options):
        launcher = ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n", str(ranks)]
        return subprocess.run(
            [*launcher, CAMBRIAN, *map(str, words)], capture_output=True, text=True, timeout=240,
            **options,
        )

    def test_find_what_threads_find(self):
        words = ["regress", self.law_file(noise=0.3), "--evaluations", 60000, "--quiet", "--output"]
        self.run_ok(*words, self.folder / "threads")
        result = self.mpirun(*words, self.folder / "ranks")
        if "not built with MPI" in result.stderr:
            self.skipTest("a build without MPI")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout.count("run folder: "), 1)
        ranks, threads = (self.folder / name / "hall_of_fame.csv" for name in ("ranks", "threads"))
        self.assertEqual(ranks.read_bytes(), threads.read_bytes())

    def test_find_what_threads_find_in_the_lagged_order(self):
        job = self.file(
            '{"problem": {"name": "leading_ones", "bits": 500}, "lag": 8,'
            ' "stop": {"evaluations": 400}}', "job.json",
        )
        words = ["run", job, "--quiet", "--output"]
        self.run_ok(*words, self.folder / "threads", "--threads", 3)
        threads = (self.folder / "threads" / "hall_of_fame.csv").read_bytes()
        for ranks in (1, 2, 5):
            run = self.folder / str(ranks)
            result = self.mpirun(*words, run, ranks=ranks)
            if "not built with MPI" in result.stderr:
                self.skipTest("a build without MPI")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual((run / "hall_of_fame.csv").read_bytes(), threads)
        self.run_ok("resume", self.folder / "5", "--evaluations", 450, "--quiet")
        self.run_ok("replay", self.folder / "5")

    def test_isolated_evaluations_in_ranks(self):
        words = ["run", "--set", "problem.name=one_max", "--set", "evaluation.isolate=true"]
        result = self.mpirun(*words, "--evaluations", 100, "--quiet", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout.count("run folder: runs/"), 1)

    def test_tell_once_what_is_wrong_with_a_configuration(self):
        result = self.mpirun("run", "--set", "problem.name=one_mx")
        self.assertNotEqual(result.returncode, 0)
        self.assertEqual(result.stderr.count("one_mx"), 1, result.stderr)
        result = self.mpirun("run", "--set", "problem.name=one_max", "--seeds", 2)
        self.assertEqual(result.stderr.count("several seeds"), 1, result.stderr)

    def test_tell_once_what_is_wrong(self):
        result = self.mpirun("regress", self.folder / "nothing.csv")
        self.assertNotEqual(result.returncode, 0)
        self.assertEqual(result.stderr.count("cambrian: "), 1, result.stderr)


class Jobs(CambrianTest):
    def config(self):
        text = self.run_ok("regress", self.law_file(), "--target", "y", "--print-config").stdout
        return self.file(text, "law.json")

    def test_dry_run_prints_the_script(self):
        script = self.run_ok(
            "submit", self.config(), "--nodes", 2, "--tasks-per-node", 4, "--time", "1:00:00",
            "--dry-run",
        ).stdout
        self.assertTrue(script.startswith("#!/bin/"))
        self.assertIn("--nodes=2", script)

    def test_a_search_for_approximations_is_submitted_like_any_other(self):
        config = self.file('{"function": "2^x", "on": ["0", "1"]}', "exp2.json")
        script = self.run_ok("submit", config, "--nodes", 2, "--dry-run").stdout
        self.assertRegex(script, r"approximate.* --config .*exp2\.json")

    def test_a_file_that_configures_no_run_is_refused(self):
        config = self.file('{"seed": 3}', "seed.json")
        self.refused("submit", config, "--dry-run", says=["seed.json", "names a problem"])

    def test_wrong_requests_are_refused(self):
        self.refused("submit", self.config(), "--nodes", 0, "--dry-run", says="--nodes")
        self.refused("submit", self.folder / "none.json", "--dry-run", says="none.json")

    def test_status_of_a_finished_run(self):
        run = self.folder / "run"
        self.run_ok("regress", self.law_file(), "--evaluations", 20000, "--output", run)
        text = self.run_ok("status", run).stdout
        self.assertRegex(text, r"state +done")
        self.assertEqual(json.loads(self.run_ok("status", run, "--json").stdout)["state"], "done")

    def test_cancel_stops_a_run_that_goes_on(self):
        run = self.folder / "run"
        words = ["regress", self.law_file(noise=1), "--time", 60, "--quiet", "--output", run]
        search = subprocess.Popen([CAMBRIAN, *map(str, words)], stdout=subprocess.DEVNULL)
        while not (run / "status.json").exists():
            self.assertIsNone(search.poll())
        self.run_ok("cancel", run)
        self.assertEqual(search.wait(timeout=30), 130)


if __name__ == "__main__":
    unittest.main()
