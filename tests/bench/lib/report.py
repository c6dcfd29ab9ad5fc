# SPDX-License-Identifier: GPL-2.0-only
"""What a measurement leaves: tables for people, and all of it as BUILD/bench/NAME.json.

In:  rows of cells, and a map of what was measured.
Out: columns as wide as they have to be, the first to the left; a file that ends with a newline.
"""

import json
import os
import platform
import statistics
import sys
import time


def table(title, head, rows):
    print(f"\n{title}")
    rows = [head, *[[str(cell) for cell in row] for row in rows]]
    widths = [max(len(row[n]) for row in rows) for n in range(len(head))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *[c.rjust(w) for c, w in zip(row[1:], widths[1:])]]
        print("  " + "  ".join(cells))
    sys.stdout.flush()


def middle(values, digits):
    """The median of those that are not None, as text."""
    known = sorted(v for v in values if v is not None)
    return f"{statistics.median(known):.{digits}f}" if known else "-"


def about(**more):
    """What is to be known about a measurement: a new map."""
    return {"date": time.strftime("%Y-%m-%d"), "kernel": platform.release(), **more}


def earlier(build, name):
    """What was written last, for parts that are not measured this time; else an empty map."""
    try:
        with open(os.path.join(build, "bench", f"{name}.json"), encoding="utf-8") as f:
            return json.load(f)
    except FileNotFoundError:
        return {}


def write(build, name, content):
    path = os.path.join(build, "bench", f"{name}.json")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        json.dump(content, f, indent=1)
        f.write("\n")
    print(f"\n{path}")
