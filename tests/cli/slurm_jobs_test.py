"""Searches as jobs of a real Slurm: killed in the middle and submitted again, they find what threads find."""

import pathlib
import sys
import tempfile
import unittest

from binary import CambrianTest, cambrian

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "cluster"))
import slurm_cluster  # noqa: E402

PLACE = tempfile.TemporaryDirectory()
CLUSTER = slurm_cluster.SlurmCluster(PLACE.name)


def setUpModule():
    if not slurm_cluster.missing():
        CLUSTER.start()


def tearDownModule():
    CLUSTER.stop()
    PLACE.cleanup()


@unittest.skipIf(slurm_cluster.missing(), slurm_cluster.missing())
class SlurmJobs(CambrianTest):
    def ends(self, job):
        CLUSTER.wait_for(lambda: CLUSTER.ended(job), "the end of the job: " + CLUSTER.state(job), 90)

    def expect_the_same_as_threads_after_kill_9(self, config, evaluations, killed_at):
        words = ["run", ROOT / "configs" / config, "--evaluations", evaluations, "--set", "lag=8"]
        threads = self.folder / "threads"
        self.run_ok(*words, "--threads", 2, "--quiet", "--output", threads)
        job_config = self.file(self.run_ok(*words, "--print-config").stdout, "job.json")
        run = pathlib.Path(CLUSTER.path(self.id().split(".")[-1]))
        job = cambrian("submit", job_config, "--output", run, "--nodes", 2, "--tasks-per-node", 2,
                       "--time", "10", env=CLUSTER.environment)  # fmt: skip
        self.assertEqual(job.returncode, 0, job.stderr)
        first = (run.parent / (run.name + ".job") / "id").read_text().strip()

        def told():
            journal = run / "journal.bin"
            return journal.exists() and journal.stat().st_size > killed_at

        CLUSTER.wait_for(lambda: told() or CLUSTER.ended(first), "so many bytes of its journal")
        CLUSTER.call("scancel", "--signal=KILL", "--full", first)  # all of it, at once
        self.ends(first)
        status = run / "status.json"
        self.assertFalse(status.exists() and '"state": "done"' in status.read_text())
        again = CLUSTER.call("sbatch", "--parsable", f"{run}.job/script.sh")
        self.ends(again)
        output = pathlib.Path(f"{run}.job/output.txt").read_text()
        self.assertIn('"state": "done"', status.read_text(), output)
        found = [(folder / "hall_of_fame.csv").read_bytes() for folder in (run, threads)]
        self.assertEqual(*found, output)

    def test_every_other_configuration_ends_and_prints_what_it_found(self):
        jobs = []
        for folder, evaluations in (("optimizers", 60), ("normalization", 12)):
            for config in sorted((ROOT / "configs" / folder).glob("*.json")):
                if config.stem == "small":
                    continue
                # Layers in trainings as short as this are rejected, which is another test's matter.
                short = ["--set", "problem.training.steps=20", "--set", "problem.quality.steps=0",
                         "--set", "algorithm.population=6"] if folder == "normalization" else []
                text = self.run_ok("run", config, "--evaluations", evaluations, *short,
                                   "--print-config").stdout
                run = pathlib.Path(CLUSTER.path(f"{folder}_{config.stem}"))
                job = cambrian("submit", self.file(text, config.name), "--output", run, "--nodes", 2,
                               "--tasks-per-node", 2, "--time", "10", env=CLUSTER.environment)  # fmt: skip
                self.assertEqual(job.returncode, 0, job.stderr)
                jobs.append((run, (run.parent / (run.name + ".job") / "id").read_text().strip()))
        self.assertGreaterEqual(len(jobs), 7)
        for run, job in jobs:
            with self.subTest(run.name):
                CLUSTER.wait_for(lambda: CLUSTER.ended(job), "the end of the job", 200)
                output = pathlib.Path(f"{run}.job/output.txt").read_text()
                self.assertIn('"state": "done"', (run / "status.json").read_text(), output)
                self.assertRegex(self.run_ok("show", run).stdout, "(log_loss_ratio|_loss) .*candidate\n")

    def test_programs_for_a_function_are_those_that_threads_find(self):
        config = self.file('{"function": "2^x", "on": [0, 1], "max_cost": 4, "evaluations": 20000, "islands": 4}',
                           "exp2.json")
        threads = self.folder / "threads"
        self.run_ok("approximate", "--config", config, "--quiet", "--output", threads)
        run = pathlib.Path(CLUSTER.path("exp2"))
        job = cambrian("submit", config, "--output", run, "--nodes", 2, "--tasks-per-node", 2,
                       "--time", "10", env=CLUSTER.environment)  # fmt: skip
        self.assertEqual(job.returncode, 0, job.stderr)
        self.ends((run.parent / (run.name + ".job") / "id").read_text().strip())
        found = [(folder / "hall_of_fame.csv").read_text() for folder in (run, threads)]
        self.assertEqual(*found, pathlib.Path(f"{run}.job/output.txt").read_text())

    def test_optimizers(self):
        self.expect_the_same_as_threads_after_kill_9("optimizers/small.json", 2000, 20000)

    def test_layers(self):
        self.expect_the_same_as_threads_after_kill_9("normalization/small.json", 80, 2000)


if __name__ == "__main__":
    unittest.main()
