# SPDX-License-Identifier: GPL-2.0-only
"""A laboratory of network namespaces, in which the tests of netcfg run.

run() starts the test anew as root (by sudo where it must and may) in a network, a mount and
a PID namespace of its own. So it cannot touch the network of the machine by any mistake, and
whatever way it ends, its processes, namespaces and interfaces are gone: nothing is left to
clean up. In there, Namespace, wire() and cable() build networks, spawn() runs programs in them.

Every wait is bounded, by seconds that $RAMBOX_TIMEOUT_SCALE multiplies (default 1).
"""

import atexit
import concurrent.futures
import contextlib
import ctypes
import fcntl
import functools
import itertools
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.normpath(os.path.join(HERE, "..", "..", ".."))
BUILD = os.path.abspath(os.environ.get("RAMBOX_BUILD") or os.path.join(TOP, "build"))
SCALE = float(os.environ.get("RAMBOX_TIMEOUT_SCALE") or 1)
PEERS = os.path.join(BUILD, "src", "peers")

sys.path.append(os.path.join(TOP, "tests", "qemu", "lib"))
import tap

os.environ["PATH"] += ":/usr/sbin:/sbin"
os.environ["LC_ALL"] = "C"


LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET, MS_BIND, MNT_DETACH = 0x40000000, 4096, 2


class Stuck(Exception):
    """What was awaited did not happen in time."""

    expected = True


def wait(happened, what, seconds=10, quiet=False):
    """Waits until happened() is true and returns what it gave; quiet: false when it is not."""
    deadline = time.monotonic() + seconds * SCALE
    while True:
        late = time.monotonic() > deadline
        result = happened()
        if result:
            return result
        if late and quiet:
            return result
        if late:
            what = what() if callable(what) else what
            raise Stuck(f"after {seconds * SCALE:g} s still awaited: {what}")
        time.sleep(0.01)


def check(result, what):
    """Of a call of libc."""
    if result:
        raise OSError(ctypes.get_errno(), what)


def in_a_thread(function):
    """Runs it in a thread of its own, whose network is its own too."""
    failure = []

    def whole():
        try:
            function()
        except OSError as error:
            failure.append(error)

    thread = threading.Thread(target=whole)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]


def tool(name):
    """The path of a program that make builds from tests/netns."""
    return os.path.join(BUILD, "tests", "netns", name)


# ---- getting in ----


def missing():
    """What keeps the tests from running here, "" for nothing."""
    if not os.path.exists(os.path.join(PEERS, ".unpacked")):
        return f"{PEERS} is missing: run 'tools/fetch build peers'"
    for name in ("inside", "relay"):
        if not os.path.exists(tool(name)):
            return f"{tool(name)} is missing: run 'make check'"
    return ""


def enter():
    """Starts the program anew, in the laboratory. Returns there; why not, where it cannot."""
    if os.environ.get("RAMBOX_LAB") == "inside":
        subprocess.run(["mount", "-t", "tmpfs", "run", "/run"], check=True)
        os.mkdir("/run/netns")
        # What a keeper in the background says is not for the log of this machine's kernel.
        subprocess.run(["mount", "--bind", "/dev/null", "/dev/kmsg"], check=False)
        return ""
    why = missing()
    if why:
        return why
    command = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    known = [f"{k}={v}" for k, v in os.environ.items() if k.startswith("RAMBOX_")]
    command += ["env", *known, f"RAMBOX_BUILD={BUILD}", "RAMBOX_LAB=inside"]
    command += [sys.executable, os.path.abspath(sys.argv[0]), *sys.argv[1:]]
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            return "network namespaces need root, and there is no sudo"
        if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode:
            return "network namespaces need root, and sudo asks for a password"
        command = ["sudo", "-n", *command]
    elif subprocess.run([*command[:7], "true"], capture_output=True, check=False).returncode:
        return "this machine gives root no namespaces"
    sys.stdout.flush()
    os.execvp(command[0], command)


def run(*scenarios):
    """Runs the scenarios, functions whose docstrings name them, in the laboratory. Exits."""
    why = enter()
    if why:
        for scenario in scenarios:
            tap.skip(scenario.__doc__.splitlines()[0], why)
        print(f"1..{tap.count}")
        sys.exit(0)
    tap.run(*[in_order(scenario) for scenario in scenarios])


def in_order(scenario):
    """The scenario, and after it nothing of its network is left."""

    @functools.wraps(scenario)
    def whole():
        tap.boxes.append(Story())
        try:
            scenario()
        finally:
            for line in Story.lines():
                tap.boxes[0].kept.append(line)
            close_all()

    return whole


def close_all():
    """Ends every program and every namespace of the laboratory."""
    if os.getpid() == 1:  # so this is for those in our own PID namespace, and quick for many
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
    for namespace in list(Namespace.all):
        namespace.close(ended=True)


class Story:
    """What the programs of a scenario said, for the diagnostics of a failed test."""

    def __init__(self):
        self.kept = []

    @staticmethod
    def lines():
        for namespace in Namespace.all:
            for process in namespace.processes:
                yield f"--- {process.title}:\n{process.said()[-6000:]}"

    def story(self):
        return "\n".join(self.kept) + "\n---"


@functools.cache
def scratch():
    """A folder that goes when the test ends, and is empty for others even where it is killed."""
    path = tempfile.mkdtemp(prefix="rambox-")
    subprocess.run(["mount", "-t", "tmpfs", "scratch", path], check=True)

    def remove():
        subprocess.run(["umount", "-l", path], check=False)
        os.rmdir(path)

    atexit.register(remove)
    return path


def parallel(function, *items, jobs=8):
    """function(item) for all of them, `jobs` at a time; the results in order. What a function
    starts ends at the latest with the last of them; ok() and its kin are not for them."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(function, items))


# ---- processes ----


class Process:
    """A program in a namespace; both its outputs go into one file."""

    def __init__(self, namespace, command, title, start_in, stamp=False, gate=None):
        self.title, self.stamped = f"{title} in {namespace.name}", None
        self.kept = None  # what it said, once the namespace is closed
        self.file = os.path.join(namespace.folder, f"{title}-{next(Namespace.number)}.log")
        words = [tool("inside"), *start_in]
        ends = os.pipe() if stamp else None
        if ends:
            words += ["-t", str(ends[1])]
        if gate:
            words += ["-g", str(gate.fd)]
        with open(self.file, "wb") as log:
            self.popen = subprocess.Popen(
                [*words, namespace.path, *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(*(ends[1:] if ends else ()), *((gate.fd,) if gate else ())),
            )
        if ends:
            os.close(ends[1])
            with os.fdopen(ends[0]) as pipe:
                self.stamped = int(pipe.read() or 0)
        self.pid = self.popen.pid
        namespace.processes.append(self)

    def said(self):
        if self.kept is not None:
            return self.kept
        with open(self.file, errors="replace", encoding="utf-8") as f:
            return f.read()

    def says(self, pattern, seconds=10):
        """Waits until it says the pattern."""
        return wait(
            lambda: re.search(pattern, self.said(), re.M) or self.ended(pattern),
            lambda: f"{pattern!r} from {self.title}, which says:\n{self.said()}",
            seconds,
        )

    def ended(self, awaited):
        if self.popen.poll() is not None and not re.search(awaited, self.said(), re.M):
            raise Stuck(f"{self.title} ended ({self.popen.returncode}): {self.said()}")

    def runs(self):
        return self.popen.poll() is None

    def signal(self, number):
        self.popen.send_signal(number)

    def ends(self, seconds=10):
        """Waits for its end; its exit status."""
        wait(lambda: not self.runs(), f"the end of {self.title}", seconds)
        return self.popen.returncode

    def stop(self, seconds=5):
        """SIGTERM, and SIGKILL where that is not enough; its exit status."""
        if self.runs():
            self.signal(signal.SIGTERM)
            try:
                self.popen.wait(seconds * SCALE)
            except subprocess.TimeoutExpired:
                self.popen.kill()
        return self.popen.wait()


class Gate:
    """What was started with it waits until it opens."""

    def __init__(self):
        self.fd, self.other = os.pipe()

    def open(self):
        """The time of it."""
        os.close(self.other)
        os.close(self.fd)
        return time.monotonic()


def alive(pid):
    """Is there such a process, and it is not just a zombie that nobody has waited for?"""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as f:
            return f.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


# ---- namespaces ----


class Namespace:
    """A network namespace. Its programs see `folder`/run as /run, and those of the peers,
    which live in a root of their own, `folder` as /lab."""

    all = []
    number = itertools.count(1)

    def __init__(self, name):
        self.name = f"{name}-{next(Namespace.number)}"
        self.folder = os.path.join(scratch(), self.name)
        self.processes = []
        os.makedirs(os.path.join(self.folder, "run"))
        os.mkdir(os.path.join(self.folder, "etc"))
        self.write("etc/passwd", "root:x:0:0::/:/bin/sh\ndhcpcd:x:100:65534::/run:/bin/false\n")
        self.write("etc/group", "root:x:0:\nnogroup:x:65534:\n")
        self.write("etc/resolv.conf", "")
        self.path = f"/run/netns/{self.name}"
        in_a_thread(self.create)
        with self.inside():
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # for ioctls
        Namespace.all.append(self)

    def create(self):
        """As `ip netns add`, which would be one of very many processes."""
        with open(self.path, "x", encoding="ascii"):
            pass
        check(LIBC.unshare(CLONE_NEWNET), "unshare")
        check(
            LIBC.mount(b"/proc/thread-self/ns/net", self.path.encode(), None, MS_BIND, None),
            "mount",
        )

    def close(self, ended=False):
        for process in self.processes:
            if process.runs():
                process.popen.kill()
            process.popen.wait()
            process.kept = process.said()
        for pid in () if ended else self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.socket.close()
        check(LIBC.umount2(self.path.encode(), MNT_DETACH), "umount")
        os.unlink(self.path)
        Namespace.all.remove(self)
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, name, content):
        """A file in `folder`; its path."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(content)
        return path

    def read(self, name):
        """A file of `folder`, "" where there is none."""
        try:
            with open(os.path.join(self.folder, name), errors="replace", encoding="utf-8") as f:
                return f.read()
        except FileNotFoundError:
            return ""

    # -- programs

    def pids(self):
        """The processes that are in it."""
        own, found = os.stat(self.path).st_ino, []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                if os.stat(f"/proc/{pid}/ns/net").st_ino == own:
                    found.append(int(pid))
        return found

    def spawn(self, *command, title=None, **how):
        """A program of this machine; its /run is the namespace's own."""
        start_in = ["-b", f"{self.folder}/run:/run"]
        return Process(self, command, title or os.path.basename(command[0]), start_in, **how)

    def spawn_peer(self, *command, title=None, **how):
        """A program of the peers; its /lab is the namespace's folder."""
        start_in = ["-r", PEERS, "-b", f"{self.folder}:/lab", "-b", f"{self.folder}/etc:/etc"]
        return Process(self, command, title or os.path.basename(command[0]), start_in, **how)

    def call(self, *command, status=0):
        """Runs a program of this machine to its end; what it said."""
        words = [tool("inside"), "-b", f"{self.folder}/run:/run", self.path]
        return host(*words, *command, status=status)

    @contextlib.contextmanager
    def inside(self):
        """In here, this thread opens sockets in the namespace."""
        with open("/proc/thread-self/ns/net", "rb") as back:
            with open(self.path, "rb") as there:
                check(LIBC.setns(there.fileno(), 0), "setns")
            try:
                yield
            finally:
                check(LIBC.setns(back.fileno(), 0), "setns")

    # -- interfaces

    def ip(self, *lines):
        """ip(8), a line each, all in one go."""
        host("ip", "-n", self.name, "-batch", "-", text="\n".join(lines) + "\n")

    def up(self, ifname):
        flags = struct.unpack("16xH22x", self.ioctl(0x8913, ifname, ""))[0]  # SIOCGIFFLAGS
        self.ioctl(0x8914, ifname, "H", flags | 1)  # SIOCSIFFLAGS, IFF_UP

    def ioctl(self, number, ifname, layout, *values):
        """One of netdevice(7)."""
        request = struct.pack("16s" + layout, ifname.encode(), *values).ljust(40, b"\0")
        return fcntl.ioctl(self.socket, number, request)

    def first(self, ifname="eth0"):
        """The first IPv4 address of an interface, "" for none: cheap enough to be asked often."""
        try:
            return socket.inet_ntoa(self.ioctl(0x8915, ifname, "H", 0)[20:24])  # SIOCGIFADDR
        except OSError:
            return ""

    def show(self, *words):
        return json.loads(host("ip", "-n", self.name, "-j", *words) or "[]")

    def addresses(self, ifname="eth0"):
        """The IPv4 addresses of an interface: ["10.0.0.5/24"]."""
        return [f"{a['local']}/{a['prefixlen']}" for a in self.details(ifname)]

    def details(self, ifname="eth0"):
        found = self.show("-4", "address", "show", "dev", ifname)
        return [a for link in found for a in link.get("addr_info", ())]

    def routes(self):
        """The main table: {"default": {"gateway": …, "dev": …, "metric": …}}."""
        return {r["dst"]: r for r in self.show("-4", "-d", "route", "show")}

    def flags(self, ifname="eth0"):
        return self.show("link", "show", "dev", ifname)[0]["flags"]

    def mac(self, ifname="eth0"):
        return self.show("link", "show", "dev", ifname)[0]["address"]

    def has(self, address, ifname="eth0", seconds=10):
        """Waits until the interface has the address (with or without its length), and no other."""
        return wait(
            lambda: self.first(ifname) == address
            and [a.partition("/")[0] for a in self.addresses(ifname)] == [address],
            lambda: f"{address} on {ifname} of {self.name}, which has {self.addresses(ifname)}",
            seconds,
        )

    def gets_address(self, ifname="eth0", seconds=10):
        """Waits until the interface has an address; the address without its length."""
        return wait(lambda: self.first(ifname), f"an address on {ifname}", seconds)

    def checksum_offload_off(self, ifname):
        """What is sent gets its checksum at once, not from the hardware that there is not."""
        value = (ctypes.c_uint32 * 2)(0x17, 0)  # ETHTOOL_STXCSUM: linux/ethtool.h
        self.ioctl(0x8946, ifname, "P", ctypes.addressof(value))  # SIOCETHTOOL


def host(*command, text=None, status=0):
    """Runs a command; its output. Any other exit status is an error, but None takes them all."""
    done = subprocess.run(
        command,
        input=text,
        stdin=subprocess.DEVNULL if text is None else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if status is not None and done.returncode != status:
        raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}: {done.stdout}")
    return done.stdout


def wire(left, left_name, right, right_name, up=("right",)):
    """A veth pair. Which ends are up: a client's is its own business."""
    host(
        *["ip", "link", "add", left_name, "netns", left.name, "type", "veth"],
        *["peer", "name", right_name, "netns", right.name],
    )
    if "left" in up:
        left.up(left_name)
    if "right" in up:
        right.up(right_name)


def cable(left, left_name, right, right_name, *words, life=60):
    """Two interfaces with a relay between; its keys (relay.c) are `words`. Returns the relay's
    process, left being the left of its two sides."""
    middle = Namespace("relay")
    wire(left, left_name, middle, "left")
    wire(middle, "right", right, right_name, up=("left", "right"))
    left.checksum_offload_off(left_name)
    right.checksum_offload_off(right_name)
    relay = middle.spawn(tool("relay"), "left", "right", f"life={life}", *words)
    relay.says("^ready")
    return relay


def pair(address="10.0.0.1/24", *words, life=60):
    """The usual: a client's namespace with eth0 and a server's with srv0 and its address, and a
    relay between when there are words for one."""
    client, server = Namespace("client"), Namespace("server")
    if words:
        cable(client, "eth0", server, "srv0", *words, life=life)
    else:
        wire(client, "eth0", server, "srv0")
    if address:
        server.ip(f"address add {address} dev srv0")
    return client, server


def switch(*ends, port_up=True):
    """Joins interfaces, (namespace, name) each, by a bridge. Returns its namespace, where the
    port of the first is port0, and so on."""
    middle = Namespace("switch")
    middle.ip("link add bridge0 type bridge", "link set bridge0 up")
    for number, (namespace, name) in enumerate(ends):
        wire(namespace, name, middle, f"port{number}", up=("right",) if port_up else ())
    middle.ip(*[f"link set port{number} master bridge0" for number in range(len(ends))])
    return middle


class Monitor:
    """What happens to the addresses of a namespace, from its making on."""

    def __init__(self, namespace):
        self.process = namespace.spawn("ip", "-4", "monitor", "address", title="monitor")
        # It listens once it has seen an address come and go.
        wait(lambda: self.sees(namespace), "ip monitor to listen")
        self.skip = len(self.process.said())

    def sees(self, namespace):
        namespace.ip("address add 192.0.2.99/32 dev lo", "address del 192.0.2.99/32 dev lo")
        return wait(lambda: "Deleted" in self.process.said(), "", 0.3, quiet=True)

    def lost(self):
        """The addresses that were taken away."""
        lost = re.findall(r"^Deleted.*inet (\S+)", self.process.said()[self.skip :], re.M)
        return [address for address in lost if address != "192.0.2.99/32"]
