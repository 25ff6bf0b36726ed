"""Hosts of their own network on this machine: namespaces, joined by cables that can be pulled."""

import os
import shutil
import signal
import subprocess
import time

PROGRAMS = ("ip", "nsenter", "unshare", "mount")
# Waits for nothing but its end; the namespaces live as long as it does.
KEEPER = ("sleep", "infinity")


def missing():
    """Why hosts cannot be made here; empty when they can."""
    lost = [program for program in PROGRAMS if shutil.which(program, path=search_path()) is None]
    if lost:
        return "not installed: " + ", ".join(lost) + " (apt-get install iproute2 util-linux)"
    trial = "ip link add bridge0 type bridge && ip link add eth0 type veth peer name eth1 && mount -t tmpfs shm /dev/shm"
    made = subprocess.run(
        ["unshare", "--net", "--uts", "--ipc", "--mount", "sh", "-c", trial],
        env=dict(os.environ, PATH=search_path()),
        capture_output=True,
        text=True,
    )
    return "" if made.returncode == 0 else "this machine makes no network namespaces: " + made.stderr.strip()


def search_path():
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


class Hosts:
    """By their names, with the addresses 10.77.0.10, 10.77.0.11, ...; each has its own /dev/shm."""

    def __init__(self, folder, names):
        self.folder = folder
        self.environment = dict(os.environ, PATH=search_path())
        self.keepers = []
        self.names = names
        with open(self.path("hosts"), "w") as file:
            file.write("127.0.0.1 localhost\n")
            file.writelines(f"{self.address(i)} {name}\n" for i, name in enumerate(self.names))
        self.switch = self.keep("--net")
        self.inside(self.switch, "ip link add switch type bridge && ip link set switch up")
        self.pids = [self.keep("--net", "--uts", "--ipc", "--mount") for _ in self.names]
        for i, name in enumerate(self.names):
            self.inside(self.switch, f"ip link add {name} type veth peer name eth0 netns {self.pids[i]}")
            self.inside(self.switch, f"ip link set {name} master switch up")
            self.inside(
                self.pids[i],
                f"hostname {name} && mount -t tmpfs shm /dev/shm && mount --bind {self.path('hosts')} /etc/hosts && "
                f"ip link set lo up && ip addr add {self.address(i)}/24 dev eth0 && ip link set eth0 up",
            )

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    @staticmethod
    def address(index):
        return f"10.77.0.{10 + index}"

    def keep(self, *namespaces):
        keeper = subprocess.Popen(["unshare", *namespaces, *KEEPER], env=self.environment)
        self.keepers.append(keeper)
        deadline = time.monotonic() + 10
        while os.readlink(f"/proc/{keeper.pid}/ns/net") == os.readlink("/proc/self/ns/net"):
            assert time.monotonic() < deadline, "unshare makes no namespace"
            time.sleep(0.005)
        # It makes the others before it becomes the keeper.
        while KEEPER[0] not in os.readlink(f"/proc/{keeper.pid}/exe"):
            time.sleep(0.005)
        return keeper.pid

    @staticmethod
    def entering(pid):
        return ["nsenter", "--target", str(pid), "--net", "--uts", "--ipc", "--mount"]

    def inside(self, pid, script):
        subprocess.run([*self.entering(pid), "sh", "-c", script], env=self.environment, check=True, timeout=20)

    def on(self, name):
        """Words before those of a command that is to run on this host."""
        return self.entering(self.pids[self.names.index(name)])

    def agent(self):
        """A program that takes the place of ssh: AGENT HOST COMMAND..."""
        path = self.path("agent")
        with open(path, "w") as file:
            file.write('#!/bin/sh\ncase "$1" in\n')
            for name in self.names:
                file.write(f"  {name}) shift; exec {' '.join(self.on(name))} sh -c \"$*\" ;;\n")
            file.write('esac\necho "no host $1" >&2\nexit 1\n')
        os.chmod(path, 0o755)
        return path

    def pull_cable(self, name):
        self.inside(self.switch, f"ip link set {name} down")

    def plug_cable(self, name):
        self.inside(self.switch, f"ip link set {name} up")

    def close(self):
        """With all that still runs on the hosts."""
        places = {os.readlink(f"/proc/{pid}/ns/net") for pid in self.pids}
        for entry in os.listdir("/proc"):
            try:
                if entry.isdigit() and os.readlink(f"/proc/{entry}/ns/net") in places:
                    os.kill(int(entry), signal.SIGKILL)
            except OSError:
                pass  # it has ended
        for keeper in self.keepers:
            keeper.kill()
            keeper.wait()
