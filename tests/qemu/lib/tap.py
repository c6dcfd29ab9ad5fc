# SPDX-License-Identifier: GPL-2.0-only
"""The Test Anything Protocol, and how a test file is run.

A test file is a list of scenarios, functions that boot boxes and call ok(), equal(),
like() and unlike(); each call is one test, and its name a sentence. A scenario that
cannot go on raises: that is one failed test with the scenario's docstring for a name,
and the next scenario runs. The consoles of a scenario's boxes follow as diagnostics
when one of its tests failed.
"""

import re
import signal
import sys
import traceback

count = failed = 0
boxes = []  # of the scenario that runs, for the diagnostics


def diagnose(message):
    for line in str(message).splitlines():
        print("#   " + re.sub(r"[^\t -~]", "", line))


def ok(passed, name, why=""):
    """One test. Returns whether it passed."""
    global count, failed
    count += 1
    print(f"{'ok' if passed else 'not ok'} {count} - {name}")
    if not passed:
        failed += 1
        diagnose(why)
    sys.stdout.flush()
    return bool(passed)


def equal(got, wanted, name):
    return ok(got == wanted, name, f"got:    {got!r}\nwanted: {wanted!r}")


def like(got, pattern, name):
    return ok(re.search(pattern, got, re.M), name, f"no match for: {pattern}\nin:\n{got}")


def unlike(got, pattern, name):
    found = re.search(pattern, got, re.M)
    return ok(not found, name, found and f"found: {found.group()!r}\nby: {pattern}\nin:\n{got}")


def skip(name, why):
    global count
    count += 1
    print(f"ok {count} - {name} # SKIP {why}")


def run(*scenarios):
    """Runs the scenarios, or those whose names are on the command line. Exits."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    chosen = [s for s in scenarios if s.__name__ in sys.argv[1:]] or scenarios
    for scenario in chosen:
        before = failed
        boxes.clear()
        try:
            scenario()
        except Exception as error:  # whatever it is, the next scenario runs
            ok(False, scenario.__doc__.splitlines()[0], f"{type(error).__name__}: {error}")
            if not getattr(error, "expected", False):
                diagnose(traceback.format_exc())
        if failed > before:
            for box in boxes:
                diagnose(box.story())
    print(f"1..{count}")
    sys.exit(1 if failed else 0)
