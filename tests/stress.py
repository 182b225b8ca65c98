#!/usr/bin/env python3
"""Threads under stress: containers, collector, finalizers, weak references,
locks, code and I/O, with the shortest switch interval there is.

    tests/stress.py PROGRAM [-k NAME]    plain, and audited at every step under
                                         several schedules drawn by chance
    tests/stress.py --tsan PROGRAM       plain and recorded, of a program made
                                         with `make tsan`: no data race

Each script of tests/stress prints what CPython 3.11 prints: NAME.out.
"""
import argparse
import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SEEDS = (1, 2)
PLAIN_RUNS = 3
SECONDS = 60


def check(command, expected):
    """What is wrong with a run; "" when nothing is."""
    env = dict(os.environ, PYTHONHASHSEED="0", LC_ALL="C.UTF-8",
               TSAN_OPTIONS="exitcode=66 halt_on_error=0")
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, env=env,
                              capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return "it does not end"
    if (done.returncode, done.stdout, done.stderr) == (0, expected, b""):
        return ""
    return "status %d\n%s%s" % (done.returncode, done.stdout.decode()[-1000:],
                                done.stderr.decode()[:6000])


def commands(program, path, tsan):
    """Every way in which a script is run."""
    record = [program, "record", "-o", os.devnull]
    if tsan:
        return [[program, "run", path],
                record + ["--schedule", "seed:1", path]]
    audited = ["--audit", "--audit-every", "11"]
    return ([[program, "run", path]] * PLAIN_RUNS
            + [record + audited + ["--schedule", "seed:%d" % seed, path]
               for seed in SEEDS]
            + [record + ["--events=all", "--schedule", "rr:3", path]])


def run(program, wanted=(), tsan=False):
    """(passed, failed); prints what failed."""
    passed = failed = 0
    for path in sorted(glob.glob(os.path.join(HERE, "stress", "*.py"))):
        name = os.path.basename(path)[:-3]
        if wanted and not any(text in name for text in wanted):
            continue
        with open(path[:-3] + ".out", "rb") as file:
            expected = file.read()
        for command in commands(program, path, tsan):
            wrong = check(command, expected)
            passed += not wrong
            failed += bool(wrong)
            if wrong:
                print("FAILED stress/%s: %s\n%s"
                      % (name, " ".join(command[1:-1]), wrong), flush=True)
    return passed, failed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("-k", dest="wanted", action="append", default=[])
    parser.add_argument("--tsan", action="store_true")
    given = parser.parse_args()
    good, bad = run(os.path.abspath(given.program), given.wanted, given.tsan)
    print("%d passed, %d failed" % (good, bad))
    sys.exit(1 if bad else 0)
