"""Runs as jobs of a real Slurm, which this test starts itself."""

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

import slurm_cluster

PROGRAM = sys.argv.pop(1)
LONG = ("epochs=150", "pause=20")
# Its first start is in the middle when something happens to it, however slow this machine is.
INTERRUPTED = (*LONG, "first_pause=1000")
SHORT = ("epochs=20",)

PLACE = tempfile.TemporaryDirectory()
CLUSTER = slurm_cluster.SlurmCluster(PLACE.name)
REQUEUED = {}


def program(*words):
    done = subprocess.run([PROGRAM, *words], env=CLUSTER.environment, capture_output=True, text=True, timeout=120)
    return done.stdout.strip()


class Job:
    """This program as a job, with a run folder of its own."""

    def __init__(self, name, *words):
        self.run = CLUSTER.path(name)
        self.id = program("submit=" + self.run, *words)
        assert self.id.isdigit(), self.id

    def output(self):
        try:
            with open(self.run + ".job/output.txt") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def status(self):
        try:
            with open(self.run + "/status.json") as file:
                return json.load(file)
        except FileNotFoundError:
            return {}

    def wait_until_it_computes(self):
        CLUSTER.wait_for(lambda: self.status().get("generation", 0) > 0, "the first generation")

    def wait_for(self, words, seconds=120):
        CLUSTER.wait_for(lambda: words in self.output(), words, seconds)

    def wait_for_end(self):
        CLUSTER.wait_for(lambda: CLUSTER.ended(self.id), "the end of the job", 240)


def setUpModule():
    """Interrupts two jobs at the beginning: Slurm starts them again after two minutes, meanwhile other tests run."""
    if slurm_cluster.missing():
        return
    CLUSTER.start()
    # Of a minute, so that Slurm itself warns it of its time limit; then fast, so that once is enough.
    limited = ("epochs=150", "pause=0", "first_pause=1000", "time=1", "warning=40")
    warned = Job("warned", "nodes=2", "tasks=1", *limited)
    preempted = Job("preempted", "nodes=2", "tasks=2", *INTERRUPTED)
    preempted.wait_until_it_computes()
    warned.wait_for("back into the queue")
    urgent = ("-p", "urgent", "-N2", "-n8", "-t1", "-o", "/dev/null", "--wrap", "sleep 1")
    CLUSTER.call("sbatch", "--parsable", *urgent)
    REQUEUED.update(warned=warned, preempted=preempted)


def tearDownModule():
    CLUSTER.stop()
    PLACE.cleanup()


@unittest.skipIf(slurm_cluster.missing(), slurm_cluster.missing())
class ClusterTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.expected = {amount: program("threads=2", amount[0]) for amount in (LONG, SHORT)}

    def submit(self, *words):
        return Job(self.id().split(".")[-1], *words)

    def resumed(self, job):
        return program("folder=" + job.run, "threads=2", LONG[0])


class JobTest(ClusterTest):
    def test_two_nodes_under_mpirun_end_as_threads_do(self):
        job = self.submit("nodes=2", "tasks=2", *SHORT)
        job.wait_for_end()
        self.assertIn(self.expected[SHORT], job.output())

    def test_two_nodes_under_srun_end_as_threads_do(self):
        job = self.submit("nodes=2", "tasks=2", "launcher=srun", *SHORT)
        job.wait_for_end()
        self.assertIn(self.expected[SHORT], job.output())

    def test_one_process_needs_no_launcher_and_knows_when_its_job_ends(self):
        job = self.submit("launcher=none", *SHORT)
        job.wait_for_end()
        self.assertIn(self.expected[SHORT], job.output())
        end = int(job.output().split("the job ends at ")[1].split()[0])
        self.assertTrue(300 < end - time.time() <= 600, job.output())

    def test_a_node_that_is_lost_does_not_end_the_run(self):
        job = self.submit("nodes=2", "tasks=2", *LONG)
        job.wait_until_it_computes()
        # Everything of the job on the second node dies at once.
        for process in self.processes_of_node(job.id, "n2"):
            subprocess.run(["kill", "-KILL", process], check=False)
        job.wait_for_end()
        self.assertEqual(job.status().get("state"), "done", job.output())
        self.assertEqual(job.status()["reason"], "epochs")

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
        job.wait_until_it_computes()
        self.assertEqual(program("cancel=" + job.run), "")
        job.wait_for_end()
        self.assertEqual(job.status()["reason"], "interrupted")
        self.assertEqual(self.resumed(job), self.expected[LONG])

    def test_cancel_takes_a_waiting_job_out_of_the_queue(self):
        job = self.submit("flag=--hold", *SHORT)
        self.assertEqual(program("cancel=" + job.run), "")
        job.wait_for_end()
        self.assertFalse(os.path.exists(job.run))

    def test_scancel_kills_it_and_it_can_be_resumed(self):
        job = self.submit("nodes=2", "tasks=1", *INTERRUPTED)
        job.wait_until_it_computes()
        CLUSTER.call("scancel", job.id)
        job.wait_for_end()
        self.assertEqual(self.resumed(job), self.expected[LONG])

    def test_an_unknown_flag_is_an_error_with_the_words_of_sbatch(self):
        run = CLUSTER.path("unknown")
        self.assertIn("gold-plated", program("submit=" + run, "flag=--gold-plated", *SHORT))
        self.assertFalse(os.path.exists(run + ".job"))


# After JobTest, so that the time until Slurm starts a job again has passed.
class RequeuedJobTest(ClusterTest):
    def test_a_warning_of_the_time_limit_saves_requeues_and_resumes(self):
        self.goes_on(REQUEUED["warned"])

    def test_a_job_of_a_higher_partition_preempts_it_and_it_resumes(self):
        self.goes_on(REQUEUED["preempted"])

    def goes_on(self, job):
        job.wait_for("back into the queue")
        job.wait_for("start 1", 300)
        job.wait_for_end()
        self.assertIn(self.expected[LONG], job.output())


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
