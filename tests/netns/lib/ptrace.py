# SPDX-License-Identifier: GPL-2.0-only
"""System calls of another process: ptrace(2), x86-64 only. It is made to do some: it is stopped, a syscall
instruction is put where it stands, and all is put back as it was. Or some of its own fail, and all are counted."""

import ctypes
import os
import time

import lab

PEEKTEXT, POKETEXT, GETREGS, SETREGS, SINGLESTEP, SEIZE, DETACH, INTERRUPT, CALLS = (
    *(1, 4, 12, 13, 9),
    *(0x4206, 17, 0x4207, 24),
)
MARK_CALLS = 1  # PTRACE_O_TRACESYSGOOD: a stop at a call is no SIGTRAP
# struct user_regs_struct, sys/user.h
NAMES = (
    "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss "
    "fs_base gs_base ds es fs gs"
).split()
SYSCALL = 0x050F  # 0f 05


class Regs(ctypes.Structure):
    _fields_ = [(name, ctypes.c_ulonglong) for name in NAMES]


LIBC = lab.LIBC
LIBC.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
LIBC.ptrace.restype = ctypes.c_long


class Held:
    """A process that stands still while it is a context."""

    def __init__(self, pid):
        self.pid = pid
        self.regs = Regs()

    def ask(self, what, address=0, data=0):
        ctypes.set_errno(0)
        result = LIBC.ptrace(what, self.pid, address, data)
        if ctypes.get_errno():
            raise OSError(ctypes.get_errno(), f"ptrace {what}")
        return result

    def __enter__(self):
        self.ask(SEIZE)
        self.ask(INTERRUPT)
        os.waitpid(self.pid, 0x40000000)  # __WALL
        self.ask(GETREGS, 0, ctypes.addressof(self.regs))
        self.word = self.ask(PEEKTEXT, self.regs.rip)
        self.ask(POKETEXT, self.regs.rip, (self.word & ~0xFFFF) | SYSCALL)
        return self

    def __exit__(self, *_):
        self.ask(POKETEXT, self.regs.rip, self.word & 0xFFFFFFFFFFFFFFFF)
        self.ask(SETREGS, 0, ctypes.addressof(self.regs))
        self.ask(DETACH)

    def call(self, number, *words):
        """Makes it do the call; its result, below 0 for -errno."""
        regs = Regs.from_buffer_copy(self.regs)
        regs.rax, regs.orig_rax = number, 0xFFFFFFFFFFFFFFFF
        for name, word in zip(("rdi", "rsi", "rdx", "r10", "r8", "r9"), words):
            setattr(regs, name, word)
        self.ask(SETREGS, 0, ctypes.addressof(regs))
        self.ask(SINGLESTEP)
        os.waitpid(self.pid, 0x40000000)
        self.ask(GETREGS, 0, ctypes.addressof(regs))
        return ctypes.c_longlong(regs.rax).value


def refuse(pid, refused, seconds, wake=0):
    """Lets calls of a process fail for so long, by number: errno, and sends it a signal. How many calls it made, and
    its exit status; None while it is there."""
    regs, count, is_entry = Regs(), 0, True

    def ask(what, address=0, data=0):
        if LIBC.ptrace(what, pid, address, data) == -1:
            raise OSError(ctypes.get_errno(), f"ptrace {what}")

    ask(SEIZE, 0, MARK_CALLS)
    ask(INTERRUPT)
    os.kill(pid, wake)
    end, is_over = time.monotonic() + seconds, False
    while True:
        stopped, status = os.waitpid(pid, 0x40000000 | os.WNOHANG)  # __WALL
        if not stopped:
            if time.monotonic() > end and not is_over:
                is_over = True
                ask(INTERRUPT)
            time.sleep(0.001)
            continue
        if not os.WIFSTOPPED(status):
            return count, os.waitstatus_to_exitcode(status)
        if is_over or time.monotonic() > end:
            ask(DETACH)
            return count, None
        if os.WSTOPSIG(status) != 0x85:  # no call: SIGTRAP | 0x80
            ask(CALLS)
            continue
        ask(GETREGS, 0, ctypes.addressof(regs))
        if is_entry:
            count += 1
            error = refused.get(regs.orig_rax)
            if error:
                regs.orig_rax = 0xFFFFFFFFFFFFFFFF
                ask(SETREGS, 0, ctypes.addressof(regs))
        elif error:
            regs.rax = ctypes.c_ulonglong(-error).value
            ask(SETREGS, 0, ctypes.addressof(regs))
        is_entry = not is_entry
        ask(CALLS)
