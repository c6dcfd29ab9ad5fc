# SPDX-License-Identifier: GPL-2.0-only
"""What a boot costs, in instructions of the guest.

In:  a box whose final init is guest/arrived.c, here /arrived or on the disk of pmem().
Out: millions of instructions from the kernel's `Run /init` to that program's first act, and from the
     kernel's start to it, and what it found.

QEMU's -icount shift=0 makes one instruction one nanosecond of the guest, and with sleep=off a guest that
waits is at once where it waits for: the same boot takes the same time, whatever the machine does. What is
waited for counts as if it were worked for. The log's clock has microseconds: a thousand instructions
is as near as it gets.
"""

import concurrent.futures
import os
import re

import box
import tree

OPTIONS = ["-icount", "shift=0,sleep=off", "-rtc", "base=2026-01-01,clock=vm"]
DISK_AT, DISK_SIZE = 128 << 20, 16 << 20
PMEM = "memmap=16M!128M"  # on the command line of a box of 256 MB


def arrived(path="arrived"):
    return tree.program(path, box.compiled("arrived"))


def pmem(disk):
    """QEMU's words for a disk that lies in the guest's memory: it answers at once."""
    return ["-device", f"loader,file={disk},addr={DISK_AT:#x},force-raw=on"]


def root_disk(*more):
    """A disk whose init is that program; with the console that a root without a devtmpfs has."""
    folders = [tree.folder(name) for name in ("dev", "proc", "sys", "run", "sbin")]
    disk = tree.ext4(*folders, arrived(), tree.link("sbin/init", "../arrived"), *more)
    commands = tree.scratch("debugfs")
    with open(commands, "w", encoding="ascii") as f:
        f.write("cd /dev\nmknod console c 5 1\n")
    tree.host("debugfs", "-w", "-f", commands, disk)
    return disk


def about():
    """What is to be known about such measurements."""
    qemu = tree.host("qemu-system-x86_64", "--version").splitlines()[0]
    return {"icount": OPTIONS[1], "qemu": re.sub(r"emulator version (\S+).*", r"\1", qemu)}


def instructions(facts):
    """From `Run /init`, and from the kernel's start."""
    counter = [int(word) for word in facts["counter"].split()]
    first, before = counter[0], counter[1:]
    found = re.findall(r"^\d+,\d+,(\d+),.*;arrived: mark (\d)", facts["log"], re.M)
    marks = [(int(us), before[int(number)]) for us, number in found]
    ran = re.findall(r"^\d+,\d+,(\d+),.*;Run (\S+) as init", facts["log"], re.M)
    if len(marks) != len(before) or not ran:
        raise box.Stuck("the guest's log does not have all marks and the start of /init")
    rate = (marks[-1][1] - marks[0][1]) / (marks[-1][0] - marks[0][0])
    if not 990 < rate < 1010:
        raise box.Stuck(f"the counter makes {rate:.1f} steps in a microsecond, not 1000")
    # The last mark: nothing is new to the caches of the kernel by then.
    total = marks[-1][0] * 1000 - (marks[-1][1] - first)
    return total - int(ran[-1][0]) * 1000, total


def measure(guest, seconds=300):
    """Boots it; all that the report tells, numbers in M instructions and kB."""
    with guest:
        facts = guest.facts(seconds)
    spent, total = instructions(facts)
    memory = dict(re.findall(r"^(\w+):\s+(\d+) kB", facts["memory"], re.M))
    return {
        "kernel": facts["version"].strip(),
        "init": spent / 1e6,
        "total": total / 1e6,
        "processes": int(re.search(r"^processes (\d+)", facts["stat"], re.M)[1]),
        "unavailable": int(memory["MemTotal"]) - int(memory["MemAvailable"]),
        "modules": len(facts["modules"].splitlines()),
        "ended": [line.split(" ", 1)[1] for line in facts["ended"].splitlines()],
        "resident": [
            (name, int(kb)) for _, name, kb in (line.split() for line in facts["resident"].splitlines())
        ],
    }


def side_by_side(measurements):
    """Runs functions, one on each processor: under -icount they do not disturb each other. What they
    give, in their order, or the box.Stuck that one ended in."""

    def tried(function):
        try:
            return function()
        except box.Stuck as why:
            return why

    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        return list(pool.map(tried, measurements))
