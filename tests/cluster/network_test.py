"""Runs on several hosts whose cables are pulled: over MPI alone, and as jobs of a real Slurm."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import hosts
import slurm_cluster

PROGRAM = os.path.abspath(sys.argv.pop(1))
LONG = ("epochs=100", "pause=20")
# Whichever is noticed first: that its lease takes too long, or that it says nothing.
MISSED = "(takes too long|is silent)"


def missing():
    return hosts.missing() if shutil.which("mpirun") else "mpirun is not installed"


class Run:
    """One rank on each host; `words` are those of the program."""

    def __init__(self, network, *words):
        self.run = network.path("run")
        self.log = network.path("log")
        self.status = network.path("status")
        settings = {
            "plm_rsh_agent": network.agent(),
            "btl": "tcp,self",
            "btl_tcp_if_include": "eth0",
            "oob_tcp_if_include": "eth0",
        }
        command = [*network.on("h0"), "mpirun", "--allow-run-as-root", "--enable-recovery"]
        command += ["--host", ",".join(name + ":1" for name in network.names), "-n", str(len(network.names))]
        command += [word for name, value in settings.items() for word in ("--mca", name, value)]
        command += [PROGRAM, "folder=" + self.run, "status=" + self.status, *words]
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=network.environment)

    def wait_for(self, condition, what):
        deadline = time.monotonic() + 60
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(what + "\n" + self.output())
            time.sleep(0.02)

    def wait_until_it_computes(self):
        self.wait_for(lambda: os.path.exists(self.run + "/status.json"), "the first status")

    def wait_for_output(self, words):
        self.wait_for(lambda: words in self.output(), words)

    def output(self):
        with open(self.log) as file:
            return file.read()

    def close(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        """As a job script does, this goes by the status file: mpirun may wait for the lost host for ever."""
        self.wait_for(lambda: os.path.exists(self.status) and os.path.getsize(self.status) > 0, "the end of the run")
        with open(self.status) as file:
            return file.read()


@unittest.skipIf(missing(), missing())
class NetworkTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.expected = subprocess.run([PROGRAM, "threads=2", LONG[0]], capture_output=True, text=True).stdout
        assert cls.expected.startswith("epochs"), cls.expected

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.network = hosts.Hosts(folder.name, ["h0", "h1", "h2", "h3"])
        self.addCleanup(self.network.close)

    def run_of(self, *words):
        run = Run(self.network, *words)
        self.addCleanup(run.close)
        return run

    def test_a_host_that_is_cut_off_does_not_end_the_run(self):
        run = self.run_of(*LONG)
        run.wait_until_it_computes()
        self.network.pull_cable("h2")
        self.assertEqual(run.end(), self.expected)
        self.assertRegex(run.output(), "rank 2 on h2 .*" + MISSED)

    def test_a_host_whose_cable_is_plugged_in_again_takes_part_again(self):
        run = self.run_of(*LONG)
        run.wait_until_it_computes()
        self.network.pull_cable("h2")
        run.wait_for_output("is silent (dead, or cut off)")
        self.network.plug_cable("h2")
        run.wait_for_output("came back")
        self.assertEqual(run.end(), self.expected)
        self.assertEqual(run.process.wait(60), 0)


@unittest.skipIf(missing() or slurm_cluster.missing(), missing() or slurm_cluster.missing())
class SlurmNetworkTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.network = hosts.Hosts(folder.name, slurm_cluster.SlurmCluster.NAMES)
        self.addCleanup(self.network.close)
        self.cluster = slurm_cluster.SlurmCluster(folder.name, self.network)
        self.addCleanup(self.cluster.stop)
        self.cluster.start()

    def test_a_node_that_is_cut_off_does_not_end_the_run(self):
        run = self.network.path("run")
        job = self.cluster.call(PROGRAM, "submit=" + run, "nodes=2", "tasks=2", *LONG)
        self.cluster.wait_for(lambda: os.path.exists(run + "/status.json"), "the first status")
        self.network.pull_cable("n2")
        self.cluster.wait_for(lambda: self.cluster.ended(job), "the end of the job", 240)
        with open(run + ".job/output.txt") as file:
            output = file.read()
        self.assertEqual(self.cluster.state(job), "COMPLETED", output)
        self.assertRegex(output, "rank [23] on n2 .*" + MISSED)
        expected = subprocess.run([PROGRAM, "threads=2", LONG[0]], capture_output=True, text=True).stdout
        self.assertIn(expected, output)


unittest.main()
