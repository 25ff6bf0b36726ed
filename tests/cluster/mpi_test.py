"""Runs over MPI: the same result as over threads, and dead, hanging and unfit ranks."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = sys.argv.pop(1)
ENVIRONMENT = dict(
    os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", OMPI_MCA_rmaps_base_oversubscribe="1"
)


def mpirun(ranks, *arguments, recovery=False, transport=None):
    command = ["mpirun", "--oversubscribe", "-n", str(ranks)]
    command += ["--enable-recovery"] if recovery else []
    command += ["--mca", "pml", "ob1", "--mca", "btl", transport] if transport else []
    return command + [PROGRAM, *arguments]


def finish(command):
    return subprocess.run(command, capture_output=True, text=True, timeout=100, env=ENVIRONMENT)


def status_after(command, path):
    """What the status file says in the end. As a job script does, this ends mpirun, which may wait for dead ranks."""
    process = subprocess.Popen(
        command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while not os.path.exists(path) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    with open(path) as file:
        return file.read()


@unittest.skipUnless(shutil.which("mpirun"), "mpirun is not installed")
class MpiTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.expected = finish([PROGRAM, "threads=3"]).stdout
        assert cls.expected.startswith("epochs")

    def test_any_number_of_ranks_ends_as_threads_do(self):
        for ranks in (1, 2, 5):
            done = finish(mpirun(ranks))
            self.assertEqual((done.returncode, done.stdout), (0, self.expected), done.stderr)

    def test_ranks_of_several_threads_end_as_threads_do(self):
        done = finish(mpirun(3, "threads=2"))
        self.assertEqual((done.returncode, done.stdout), (0, self.expected), done.stderr)

    def test_over_tcp_too(self):
        done = finish(mpirun(3, transport="tcp,self"))
        self.assertEqual((done.returncode, done.stdout), (0, self.expected), done.stderr)

    def test_a_rank_that_dies_or_hangs_does_not_end_the_run(self):
        for trouble in ("kill", "segv", "exit", "stop"):
            with self.subTest(trouble), tempfile.TemporaryDirectory() as folder:
                status = os.path.join(folder, "status")
                command = mpirun(4, "trouble=" + trouble, "status=" + status, recovery=True)
                self.assertEqual(status_after(command, status), self.expected)

    def test_a_dead_rank_over_tcp_does_not_end_the_run(self):
        with tempfile.TemporaryDirectory() as folder:
            status = os.path.join(folder, "status")
            command = mpirun(4, "trouble=kill", "status=" + status, recovery=True, transport="tcp,self")
            self.assertEqual(status_after(command, status), self.expected)

    # The status file has the last word: while an aborted job is torn down, mpirun itself may hang or crash.
    def test_a_rank_that_cannot_take_part_ends_the_run_with_its_reason(self):
        self.assertRegex(self.end_with("refuse"), r"^error rank 1: on \S+ \(process \d+\): cannot read data.csv\n$")

    def test_a_rank_of_another_configuration_ends_the_run(self):
        self.assertIn("has another configuration, data or version of the program", self.end_with("stranger"))

    def test_a_rank_of_another_version_of_the_program_ends_the_run_by_name(self):
        end = self.end_with("foreign")
        self.assertTrue(end.startswith("error rank 1: its program speaks version 3"), end)

    def end_with(self, trouble):
        with tempfile.TemporaryDirectory() as folder:
            status = os.path.join(folder, "status")
            return status_after(mpirun(3, "trouble=" + trouble, "status=" + status), status)


unittest.main()
