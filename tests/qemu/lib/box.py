# SPDX-License-Identifier: GPL-2.0-only
"""A box in QEMU.

In:  a kernel and an image from the build folder ($RAMBOX_BUILD, default build/), a
     command line, files to lay over the image, disks.
Out: the console, which tests read and type on; the verdict, what the guest wrote to its
     second serial port /dev/ttyS1; the monitor; the exit of QEMU.

Every wait is bounded, by seconds that $RAMBOX_TIMEOUT_SCALE multiplies (default 1); no
test takes its verdict from the clock. Only plain emulation (-accel tcg) is used.
"""

import ctypes
import functools
import glob
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import tap
import tree

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.normpath(os.path.join(HERE, "..", "..", ".."))
BUILD = os.path.abspath(os.environ.get("RAMBOX_BUILD") or os.path.join(TOP, "build"))
SCALE = float(os.environ.get("RAMBOX_TIMEOUT_SCALE") or 1)
PROMPT = r"# (\x1b\[6n)?"
END = "=== end"  # what a guest writes last on /dev/ttyS1
GO = "read -r _ </dev/console"  # in a guest: waits for Box.go()
LOG = "dmesg -r | grep -E '(init|netcfg|devd): '"  # in a guest: what our processes have said
TROUBLE = r"^<(2[4-8]|[0-4])>"  # in that: a warning, or worse

# mke2fs and its kin are not in everyone's PATH.
os.environ["PATH"] += ":/usr/sbin:/sbin"
os.environ["LC_ALL"] = "C"


class Stuck(Exception):
    """The guest did not do in time what was awaited, ended or panicked before it."""

    expected = True


class Missing(Exception):
    """A file that an earlier step of the build makes is not there."""

    expected = True


def artefact(name, target):
    """The path of a file in the build folder that `make TARGET` makes."""
    path = os.path.join(BUILD, name)
    if not os.path.exists(path):
        raise Missing(f"{path} is missing: run 'make {target}'")
    return path


def kernel(name="default", target=None):
    return artefact(f"kernel/{name}/bzImage", target or f"kernel-{name}")


def init():
    return artefact("init", "init")


def busybox():
    return artefact("busybox", "image")


def image():
    return artefact("initramfs.cpio.gz", "image")


def die_with_parent():
    """In QEMU before its exec: prctl(PR_SET_PDEATHSIG, SIGKILL)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Box:
    """One boot. Use as a context; QEMU is killed at the end if it still runs.

    append   the kernel's command line, after console=
    files    entries (tree.py) of a second archive behind the image
    packed   another image than the box's, a file
    bare     no image: the archive holds only `files` and their folders
    drives   images, each a virtio disk, written to as they are
    console  what the console port hangs on: "ttyS0", or "hvc0" (then ttyS0 is silent)
    options  further words of QEMU's
    within   words of a command that runs QEMU somewhere else, as in a namespace
    """

    def __init__(
        self,
        append="",
        files=(),
        bare=False,
        packed=None,
        drives=(),
        memory="128M",
        console="ttyS0",
        consoles=None,
        options=(),
        kernel_file=None,
        initrd=True,
        within=(),
    ):
        # Where many boxes share the processor the kernel finds its timer too slow, and panics.
        self.append = f"{f'console={console}' if consoles is None else consoles} no_timer_check"
        self.append += f" {append}"
        self.files, self.bare, self.packed, self.drives = list(files), bare, packed, drives
        self.memory, self.console, self.options = memory, console, list(options)
        self.kernel_file, self.initrd = kernel_file or kernel(), initrd
        self.within = list(within)
        self.process = self.keys = None
        self.text, self.seen = "", 0
        self.verdict = self.errors = ""  # at the end
        self.folder = tempfile.mkdtemp(prefix="rambox-")
        tap.boxes.append(self)

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process:
            if self.process.poll() is None:
                self.process.kill()
            self.process.wait()
            self.read(0)
            self.process.stdin.close()
            self.process.stdout.close()
        if self.keys:
            self.keys.close()
        self.verdict, self.errors = self.heard(), self.content("errors")
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def command(self):
        words = [
            "qemu-system-x86_64",
            "-accel",
            "tcg,tb-size=64",  # MiB: guests of many short processes are faster with few
            "-m",
            self.memory,
            "-no-user-config",
            "-nodefaults",
            "-display",
            "none",
            "-no-reboot",
            "-monitor",
            "unix:monitor,server=on,wait=off",
            "-chardev",
            "stdio,id=console,signal=off",
            "-kernel",
            self.kernel_file,
            "-append",
            self.append,
        ]
        if self.initrd:
            words += ["-initrd", "initrd"]
        if self.console == "hvc0":
            words += [
                "-serial",
                "file:ttyS0",
                "-device",
                "virtio-serial-pci",
                "-device",
                "virtconsole,chardev=console",
            ]
        else:
            words += ["-serial", "chardev:console"]
        words += ["-serial", "file:ttyS1"]
        for drive in self.drives:
            words += ["-drive", "if=virtio,format=raw,file=" + drive.replace(",", ",,")]
        return words + self.options

    def start(self):
        with open(self.path("initrd"), "wb") as f:
            if not self.bare:
                with open(self.packed or image(), "rb") as base:
                    shutil.copyfileobj(base, f)
                # An archive that is not compressed starts at a multiple of four bytes.
                f.write(bytes(-f.tell() % 4))
            if self.files:
                f.write(tree.cpio(tree.with_parents(self.files) if self.bare else self.files))
        with open(self.path("errors"), "wb") as errors:
            self.process = subprocess.Popen(
                [*self.within, *self.command()],
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                preexec_fn=die_with_parent,
                bufsize=0,
            )

    def read(self, seconds):
        """Takes in what the console says. False once QEMU has ended."""
        output = self.process.stdout.fileno()
        while select.select([output], [], [], seconds)[0]:
            data = os.read(output, 65536)
            if not data:
                return False
            self.text += data.decode("utf-8", "replace").replace("\r", "")
            seconds = 0
        return True

    def wait(self, happened, what, seconds):
        """Waits until happened() is true and returns what it gave."""
        deadline = time.monotonic() + seconds * SCALE
        while True:
            running = self.read(0.1)
            result = happened()
            if result:
                return result
            if not running:
                raise Stuck(f"QEMU ended, awaited was {what}")
            if re.search("Kernel panic - not syncing: .*\n", self.text):  # said to its end
                raise Stuck(f"the kernel panicked, awaited was {what}")
            if time.monotonic() > deadline:
                raise Stuck(f"after {seconds * SCALE:g} s still awaited: {what}")

    def expect(self, pattern, seconds=60):
        """Waits until the console says `pattern`, behind what was expected last."""
        found = self.wait(
            lambda: re.compile(pattern, re.M).search(self.text, self.seen),
            f"{pattern!r} on the console",
            seconds,
        )
        self.seen = found.end()
        return found

    def said(self):
        """What the console says from the start of /init on."""
        start = self.text.find("] Run /")
        return self.text[self.text.rfind("\n", 0, max(start, 0)) + 1 :]

    def content(self, name):
        """A file that QEMU writes, as far as it got."""
        try:
            with open(self.path(name), "rb") as f:
                return f.read().decode("utf-8", "replace").replace("\r", "")
        except FileNotFoundError:
            return ""

    def heard(self):
        """What stands on the second serial port by now."""
        return self.content("ttyS1")

    def listen(self, pattern=f"^{END}$", seconds=60):
        """Waits until the second serial port says `pattern`; all that it said."""
        self.wait(
            lambda: re.search(pattern, self.heard(), re.M),
            f"{pattern!r} on the second serial port",
            seconds,
        )
        return self.heard()

    def facts(self, seconds=60):
        """Waits for the guest's report; its sections by name."""
        sections = re.split(r"^=== (\S+)\n", self.listen(seconds=seconds), flags=re.M)
        return dict(zip(sections[1::2], sections[2::2]))

    def type(self, keys):
        os.write(self.process.stdin.fileno(), keys.encode())

    def enter(self, line):
        self.type(line + "\r")

    def go(self):
        """Lets a guest go on that waits by GO, now that things are as it is to find them."""
        self.enter("")

    def prompt(self):
        self.expect(PROMPT)

    def monitor(self, line):
        """One command to QEMU's monitor; its answer."""
        if not self.keys:
            self.wait(lambda: os.path.exists(self.path("monitor")), "QEMU's monitor", 60)
            self.keys = socket.socket(socket.AF_UNIX)
            self.keys.settimeout(60 * SCALE)
            self.keys.connect(self.path("monitor"))
            self.answer()
        self.keys.sendall(line.encode() + b"\n")
        return self.answer()

    def answer(self):
        said = b""
        while not said.endswith(b"(qemu) "):
            data = self.keys.recv(4096)
            if not data:
                break
            said += data
        return said.decode()

    def ends(self, seconds=60):
        """Waits until QEMU has ended by itself; its exit status."""
        self.wait(lambda: not self.read(0), "the end of QEMU", seconds)
        return self.process.wait()

    def story(self):
        """The console from /init on, and the verdict, for people."""
        verdict = re.sub(r"^=== (status|memory)\n([^=].*\n)*", "", self.verdict, flags=re.M)
        return (
            f"--- kernel command line: {self.append}\n{self.said()}\n{self.errors}"
            f"--- second serial port:\n{verdict}\n---"
        )


def probe(path="/probe", then="poweroff -f", **facts):
    """A script of the box that reports each fact, the output of a shell snippet, as a section
    on the second serial port, then ends the box."""
    lines = ["exec 3>/dev/ttyS1"]
    for name, snippet in facts.items():
        lines.append(f"echo '=== {name}' >&3\n(\n{snippet}\n) >&3 2>&1 3>&-")
    lines.append(f"echo '{END}' >&3; exec 3>&-\n{then}\n")
    return tree.script(path, "\n".join(lines))


def after_init(**facts):
    """Files with which busybox's init, once it runs, starts a probe of these facts."""
    inittab = "::sysinit:/etc/init.d/rcS\n::once:/probe\n"
    return [tree.text("etc/inittab", inittab), probe(**facts)]


def busybox_root(*more, **facts):
    """A root file system of busybox, whose init is a probe of these facts."""
    applets = tree.host(busybox(), "--list").split()
    return [
        tree.program("bin/busybox", busybox()),
        *(tree.link(f"bin/{name}", "busybox") for name in applets if name != "busybox"),
        *(tree.folder(name) for name in ("dev", "proc", "sys", "run")),
        probe("sbin/init", **facts),
        *more,
    ]


@functools.cache
def compiled(name, *folders):
    """guest/NAME.c, with all C files of these folders, as a static program; its path."""
    output = tree.scratch(name)
    tree.host(
        "musl-gcc",
        "-static",
        "-O2",
        "-Wall",
        "-Wextra",
        "-Werror",
        *(("-D_GNU_SOURCE", "-D_LARGEFILE64_SOURCE", "-I", TOP) if folders else ()),
        "-idirafter",
        artefact("uapi", "init"),
        "-o",
        output,
        os.path.join(HERE, "..", "guest", name + ".c"),
        *(source for folder in folders for source in glob.glob(f"{TOP}/{folder}/*.c")),
    )
    return output


def report(path="bin/report"):
    """The reporting init (guest/report.c) as an entry of a tree."""
    return tree.program(path, compiled("report"))


def root_tree(*more, start="sbin/init"):
    """The least root file system: the reporting init and the folders that are moved into."""
    return [report(start), *(tree.folder(name) for name in ("dev", "proc", "sys", "run")), *more]


def root_disk(*more, **how):
    return tree.ext4(*root_tree(*more), **how)
