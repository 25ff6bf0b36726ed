"""Runs as jobs of a real Slurm, which this test starts itself."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

import slurm_cluster

PROGRAM = sys.argv.pop(1)
LONG = ("epochs=150", "pause=20")
# Its first start is in the middle when something happens to it, however slow this machine is.
INTERRUPTED = (*LONG, "first_pause=1000")
SHORT = ("epochs=20",)


@unittest.skipIf(slurm_cluster.missing(), slurm_cluster.missing())
class SlurmTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.cluster = slurm_cluster.SlurmCluster(cls.place.name)
        cls.addClassCleanup(cls.place.cleanup)
        cls.addClassCleanup(cls.cluster.stop)
        cls.cluster.start()
        cls.expected = {amount: cls.program("threads=2", amount[0]) for amount in (LONG, SHORT)}

    @classmethod
    def program(cls, *words):
        done = subprocess.run(
            [PROGRAM, *words], env=cls.cluster.environment, capture_output=True, text=True, timeout=120
        )
        return done.stdout.strip()

    def setUp(self):
        self.run_folder = self.cluster.path(self.id().split(".")[-1])

    def submit(self, *words):
        job = self.program("submit=" + self.run_folder, *words)
        self.assertTrue(job.isdigit(), job)
        return job

    def output(self):
        try:
            with open(self.run_folder + ".job/output.txt") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def status(self):
        try:
            with open(self.run_folder + "/status.json") as file:
                return json.load(file)
        except FileNotFoundError:
            return {}

    def wait_until_it_computes(self):
        self.cluster.wait_for(lambda: self.status().get("generation", 0) > 0, "the first generation")

    def wait_for_end(self, job):
        self.cluster.wait_for(lambda: self.cluster.ended(job), "the end of the job", 240)

    def go_on_after_requeue(self, job):
        # Slurm waits two minutes, until the first start is cleared away everywhere.
        self.cluster.wait_for(lambda: "back into the queue" in self.output(), "requeue")
        self.cluster.wait_for(lambda: "start 1" in self.output(), "second start", 300)
        self.wait_for_end(job)

    def test_a_job_of_two_nodes_ends_as_threads_do(self):
        for launcher in ("mpirun", "srun"):
            with self.subTest(launcher):
                self.run_folder += launcher
                self.wait_for_end(self.submit("nodes=2", "tasks=2", "launcher=" + launcher, *SHORT))
                self.assertIn(self.expected[SHORT], self.output())

    def test_a_job_of_one_process_needs_no_launcher(self):
        self.wait_for_end(self.submit("launcher=none", *SHORT))
        self.assertIn(self.expected[SHORT], self.output())

    def test_a_warning_of_the_time_limit_saves_requeues_and_resumes(self):
        job = self.submit("nodes=2", "tasks=1", *INTERRUPTED)
        self.wait_until_it_computes()
        self.cluster.call("scancel", "--batch", "--signal=USR1", job)
        self.go_on_after_requeue(job)
        self.assertIn(self.expected[LONG], self.output())

    def test_a_job_of_a_higher_partition_preempts_it_and_it_resumes(self):
        job = self.submit("nodes=2", "tasks=4", *INTERRUPTED)
        self.wait_until_it_computes()
        urgent = self.cluster.call("sbatch", "--parsable", "-p", "urgent", "-N2", "-n8", "-t1", "--wrap", "sleep 1")
        self.wait_for_end(urgent)
        self.go_on_after_requeue(job)
        self.assertIn(self.expected[LONG], self.output())

    def test_a_node_that_is_lost_does_not_end_the_run(self):
        job = self.submit("nodes=2", "tasks=2", *LONG)
        self.wait_until_it_computes()
        # Everything of the job on the second node dies at once.
        for process in self.processes_of_node(job, "n2"):
            subprocess.run(["kill", "-KILL", process], check=False)
        self.wait_for_end(job)
        self.assertEqual(self.status().get("state"), "done", self.output())
        self.assertEqual(self.status()["reason"], "epochs")

    def processes_of_node(self, job, node):
        found = []
        for process in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{process}/environ", "rb") as file:
                    words = file.read().split(b"\0")
            except OSError:
                continue
            if f"SLURM_JOB_ID={job}".encode() in words and f"SLURMD_NODENAME={node}".encode() in words:
                found.append(process)
        return found

    def test_cancel_stops_a_running_job_and_keeps_its_run(self):
        job = self.submit("nodes=2", "tasks=1", *INTERRUPTED)
        self.wait_until_it_computes()
        self.assertEqual(self.program("cancel=" + self.run_folder), "")
        self.wait_for_end(job)
        self.assertEqual(self.status()["reason"], "interrupted")
        self.assertEqual(self.program("folder=" + self.run_folder, "threads=2", LONG[0]), self.expected[LONG])

    def test_cancel_takes_a_waiting_job_out_of_the_queue(self):
        job = self.submit("flag=--hold", *SHORT)
        self.assertEqual(self.program("cancel=" + self.run_folder), "")
        self.wait_for_end(job)
        self.assertFalse(os.path.exists(self.run_folder))

    def test_scancel_kills_it_and_it_can_be_resumed(self):
        job = self.submit("nodes=2", "tasks=1", *INTERRUPTED)
        self.wait_until_it_computes()
        self.cluster.call("scancel", job)
        self.wait_for_end(job)
        self.assertEqual(self.program("folder=" + self.run_folder, "threads=2", LONG[0]), self.expected[LONG])

    def test_an_unknown_flag_is_an_error_with_the_words_of_sbatch(self):
        said = self.program("submit=" + self.run_folder, "flag=--gold-plated", *SHORT)
        self.assertIn("gold-plated", said)
        self.assertFalse(os.path.exists(self.run_folder + ".job"))


class SubmitTest(unittest.TestCase):
    def test_without_slurm_says_so(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [PROGRAM, f"submit={folder}/run"], env={"PATH": folder}, capture_output=True, text=True
            )
            self.assertEqual(done.returncode, 2)
            self.assertIn("submit on a machine of the cluster", done.stdout)

    def test_a_dry_run_shows_the_script(self):
        done = subprocess.run([PROGRAM, "submit=a run", "nodes=4", "dry=1"], capture_output=True, text=True)
        self.assertIn("#SBATCH --nodes=4\n", done.stdout)
        self.assertIn("--signal=B:USR1@120\n", done.stdout)
        subprocess.run(["bash", "-n"], input=done.stdout, text=True, check=True)


unittest.main(verbosity=2)
