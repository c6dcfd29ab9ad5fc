# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of several kernels ask: does it reach a shell, and is its file small enough?"""

import os

from box import Box
from tap import ok


def reaches_shell(name, **how):
    with Box("shell", **how) as box:
        box.prompt()
        box.enter("echo $((6 * 7)) is the answer")
        box.expect("^42 is the answer")
        ok(True, f"{name} boots to a shell")


def within_bytes(name, file, limit):
    size = os.path.getsize(file)
    ok(size <= limit, f"{name} is at most {limit:,} bytes", f"{file}: {size:,} bytes")
