"""A Slurm cluster on this machine: munged, slurmctld and one slurmd for each node, as plain processes.

The nodes share the machine's network, or are hosts of their own (hosts.py)."""

import os
import shutil
import signal
import socket
import subprocess
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol")
CONFIGURATION = """
ClusterName=test
SlurmctldHost={host}({address})
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmctldPort={port}
SlurmctldPidFile={folder}/slurmctld.pid
SlurmctldLogFile={folder}/slurmctld.log
StateSaveLocation={folder}/state
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmdSpoolDir={folder}/spool-%n
SlurmdLogFile={folder}/slurmd-%n.log
TmpFS={folder}/tmp-%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SwitchType=switch/none
MpiDefault=pmix
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SlurmdParameters=config_overrides
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SlurmctldParameters=preempt_send_user_signal
JobRequeue=1
KillWait=5
SlurmctldTimeout=30
SlurmdTimeout=20
{nodes}PartitionName=main Nodes=n[1-2] Default=YES MaxTime=INFINITE State=UP PriorityTier=1 GraceTime=20
PartitionName=urgent Nodes=n[1-2] Default=NO MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF
"""
NODE = (
    "NodeName=n{n} NodeHostname={host} NodeAddr={address} Port={port} "
    "CPUs=4 CoresPerSocket=4 RealMemory=1000 State=UNKNOWN\n"
)


def missing():
    """Why the cluster cannot be started here; empty when it can."""
    lost = [program for program in PROGRAMS if shutil.which(program, path=search_path()) is None]
    if lost:
        return "not installed: " + ", ".join(lost) + " (apt-get install slurm-wlm munge)"
    return "" if os.geteuid() == 0 else "Slurm's daemons need root"


def free_ports(count):
    """Other clusters may run on this machine."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def search_path():
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


class SlurmCluster:
    """Two nodes of four CPUs, partitions `main` and, of a higher priority, `urgent`.

    With a network, its hosts are NAMES."""

    NAMES = ("controller", "n1", "n2")

    def __init__(self, folder, network=None):
        self.folder = folder
        self.network = network
        here = socket.gethostname().split(".")[0]
        self.places = 3 * [(here, "127.0.0.1")]
        if network:
            self.places = [(name, network.address(place)) for place, name in enumerate(self.NAMES)]
        self.daemons = []
        self.environment = dict(
            os.environ,
            PATH=search_path(),
            SLURM_CONF=os.path.join(folder, "slurm.conf"),
            OMPI_ALLOW_RUN_AS_ROOT="1",
            OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
        )
        if not network:
            # The nodes share one /dev/shm, which OpenMPI does not expect.
            self.environment["OMPI_MCA_btl"] = "tcp,self"

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def start(self):
        for name in ("state", "spool-n1", "spool-n2", "tmp-n1", "tmp-n2"):
            os.mkdir(self.path(name))
        os.chmod(self.folder, 0o755)
        with open(self.path("munge.key"), "wb") as key:
            key.write(os.urandom(1024))
        os.chmod(self.path("munge.key"), 0o600)
        ports = free_ports(3)
        fill = [{"host": host, "address": address, "port": port} for (host, address), port in zip(self.places, ports)]
        nodes = "".join(NODE.format(n=n, **fill[n]) for n in (1, 2))
        text = CONFIGURATION.format(folder=self.folder, nodes=nodes, **fill[0])
        with open(self.path("slurm.conf"), "w") as file:
            file.write(text)
        flags = {"key-file": "munge.key", "socket": "munge.socket", "pid-file": "munge.pid"}
        flags.update({"log-file": "munge.log", "seed-file": "munge.seed"})
        self.daemon(0, "munged", "--force", "--foreground", *(f"--{flag}={self.path(name)}" for flag, name in flags.items()))
        self.wait_for(lambda: os.path.exists(self.path("munge.socket")), "munged")
        self.daemon(0, "slurmctld", "-D", "-f", self.path("slurm.conf"))
        for place in (1, 2):
            self.daemon(place, "slurmd", "-D", "-f", self.path("slurm.conf"), "-N", f"n{place}")
        self.wait_for(lambda: self.call("sinfo", "-h", "-p", "main", "-t", "idle", "-o", "%D") == "2", "two idle nodes")

    def at(self, place):
        """Words before those of a command that is to run at this place."""
        return self.network.on(self.places[place][0]) if self.network else []

    def daemon(self, place, *words):
        log = open(self.path(words[0] + ".out"), "ab")
        self.daemons.append(
            subprocess.Popen([*self.at(place), *words], env=self.environment, stdout=log, stderr=log, start_new_session=True)
        )
        log.close()

    def stop(self):
        self.call("scancel", "--state=RUNNING")
        self.call("scancel", "--state=PENDING")
        time.sleep(1)
        for daemon in reversed(self.daemons):
            daemon.send_signal(signal.SIGTERM)
        for daemon in self.daemons:
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()

    def call(self, *words):
        done = subprocess.run([*self.at(0), *words], env=self.environment, capture_output=True, text=True, timeout=60)
        return done.stdout.strip()

    def state(self, job):
        return self.call("squeue", "-h", "-t", "all", "-j", str(job), "-o", "%T")

    def ended(self, job):
        return self.state(job) in ("COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL")

    @staticmethod
    def wait_for(condition, what, seconds=120):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(what)
            time.sleep(0.1)
