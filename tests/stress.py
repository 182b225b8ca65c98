#!/usr/bin/env python3
"""Threads under stress: containers, collector, finalizers, weak references,
locks, code and I/O, with the shortest switch interval there is.

    tests/stress.py PROGRAM [-k NAME]    plain, and audited at every step under
                                         several schedules drawn by chance
    tests/stress.py --tsan PROGRAM       plain and recorded, of a program made
                                         with `make tsan`: no data race
    tests/stress.py --same N PROGRAM     recorded N times under each of three
                                         schedules, the same trace every time:
                                         these scripts, those of tests/same,
                                         and those of tests/lang/threads that
                                         ask the system for nothing new

Each script of tests/stress prints what CPython 3.11 prints: NAME.out.
"""
import argparse
import collections
import concurrent.futures
import glob
import hashlib
import os
import re
import subprocess
import sys
import tempfile

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


RULES = ("rr:50", "seed:7", "FILE")
# A script of tests/lang that is not recorded twice by tests/run.py.
NOT_FORESEEABLE = re.compile(r"^# runner:.* modes=(?!\S*twice)", re.M)


def foreseeable():
    """The scripts that give the same trace in every run, by name."""
    found = {}
    for folder in "same", "stress", "lang/threads":
        for path in sorted(glob.glob(os.path.join(HERE, folder, "*.py"))):
            with open(path) as file:
                if not NOT_FORESEEABLE.search(file.read(2000)):
                    found[os.path.relpath(path, HERE)[:-3]] = path
    return found


def digest(program, path, rule, *more):
    """Of what a recording writes: output, trace, traces of children."""
    env = dict(os.environ, SOURCE_DATE_EPOCH="1700000000", LC_ALL="C.UTF-8")
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "t.pmt")
        done = subprocess.run([program, "record", "--schedule", rule, *more,
                               path, "-o", trace], stdin=subprocess.DEVNULL,
                              env=env, capture_output=True, timeout=SECONDS)
        text = hashlib.sha256(b"%d" % done.returncode + done.stdout
                              + done.stderr)
        for name in sorted(glob.glob(os.path.join(folder, "t*.pmt"))):
            with open(name, "rb") as file:
                text.update(file.read())
    return text.hexdigest()


def run_same(program, times, wanted=(), rules=RULES):
    """(passed, failed): recordings that are, or are not, as the first."""
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        saved = os.path.join(folder, "schedule")
        for name, path in foreseeable().items():
            if wanted and not any(text in name for text in wanted):
                continue
            if "FILE" in rules:
                digest(program, path, "seed:3", "--save-schedule", saved)
            for rule in rules:
                seen = collections.Counter(pool.map(
                    lambda _: digest(program, path,
                                     saved if rule == "FILE" else rule),
                    range(times)))
                same = seen.most_common(1)[0][1]
                passed += same
                failed += times - same
                if same < times or times >= 100:
                    print("%s %s %s: %d of %d the same"
                          % ("FAILED" if same < times else "passed", name,
                             rule, same, times), flush=True)
    return passed, failed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("-k", dest="wanted", action="append", default=[])
    parser.add_argument("--tsan", action="store_true")
    parser.add_argument("--same", type=int, metavar="N")
    parser.add_argument("--rule", help="with --same: only this schedule; "
                                       "FILE: a saved one")
    given = parser.parse_args()
    path = os.path.abspath(given.program)
    good, bad = (run_same(path, given.same, given.wanted,
                         (given.rule,) if given.rule else RULES)
                 if given.same
                 else run(path, given.wanted, given.tsan))
    print("%d passed, %d failed" % (good, bad))
    sys.exit(1 if bad else 0)
