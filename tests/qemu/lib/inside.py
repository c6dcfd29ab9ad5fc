# SPDX-License-Identifier: GPL-2.0-only
"""System calls that an attacker would make inside of a process of ours (guest/inject.c).

In:  calls by name, as inject reads them, and SECURITY.md's list of what passes each filter.
Out: what the guest types to have them made, and how each ended.
"""

import os
import re

from box import TOP, artefact
from tap import equal, ok

EPERM, ENOENT, EBADF, EROFS = -1, -2, -9, -30
NUMBERS = 512  # SANDBOX_NUMBERS, lib/sandbox.h
FATAL = ("exit", "exit_group", "rt_sigreturn")  # tried, they would end the process
URETPROBE = 335  # no filter is asked (kernel/seccomp.c); for who is not probed it is SIGILL


def names():
    """The system calls of x86-64: {number: name}."""
    with open(os.path.join(artefact("uapi", "init"), "asm", "unistd_64.h"), encoding="ascii") as f:
        found = re.findall(r"^#define __NR_(\w+) (\d+)$", f.read(), re.M)
    return {int(number): name for name, number in found}


def listed(process):
    """What SECURITY.md says that passes a process's filter whatever its arguments are."""
    with open(os.path.join(TOP, "SECURITY.md"), encoding="utf-8") as f:
        found = re.search(rf"^    {process}: (.*(?:\n     .*)*)", f.read(), re.M)
    return set(found.group(1).split()) if found else set()


def every_call():
    """Each number, but those that would end the process, with arguments that nothing is done with:
    what is not refused answers something else than EPERM."""
    fatal = {number for number, name in names().items() if name in FATAL} | {URETPROBE}
    return {n: f"{n}{' -1' * 6}" for n in range(NUMBERS) if n not in fatal}


def passes_as_listed(process, got, *lists):
    """Tests what every_call() gave against SECURITY.md's lists."""
    known = names()
    passed = {known.get(number, str(number)) for number, result in got.items() if result != EPERM}
    wanted = set().union(*(listed(name) for name in lists)) - set(FATAL)
    equal(sorted(passed), sorted(wanted), f"{process} may make the calls that SECURITY.md lists")


def lines(calls):
    return "".join(f"{call}\n" for call in calls)


def results(said, calls):
    """What inject said of each call."""
    numbers = [int(line) for line in said.splitlines() if re.fullmatch(r"-?\d+", line)]
    ok(len(numbers) == len(calls), "each call has an answer", said)
    return dict(zip(calls, numbers))
