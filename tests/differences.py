#!/usr/bin/env python3
"""Tries what docs/differences.md says is not there: each line to try must end
in the message that stands beside it.

    tests/differences.py build/pytutor-mem
"""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROW = re.compile(r"\| .* \| `(.+)` \| `(.+)` \|$")


def rows():
    """Pairs (program, message) of the table."""
    path = os.path.join(ROOT, "docs", "differences.md")
    with open(path, encoding="utf-8") as f:
        return [m.groups() for line in f if (m := ROW.match(line.rstrip()))]


def run(program):
    """(good, bad); tells what is not as the page says."""
    good = bad = 0
    for code, message in rows():
        try:
            done = subprocess.run([program, "run", "-c", code],
                                  stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, timeout=60)
            last = done.stderr.decode("utf-8", "replace").strip()
            last = last.splitlines()[-1] if last else "nothing"
        except subprocess.TimeoutExpired:
            last = "timeout"
        if last.startswith(message):
            good += 1
        else:
            bad += 1
            print(f"FAILED differences: {code}\n  the page: {message}\n"
                  f"  it is:    {last}")
    return good, bad


if __name__ == "__main__":
    passed, failed = run(os.path.abspath(sys.argv[1]))
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)
