"""Recordings that somebody watches say the same as those that nobody does.

While a program is audited or stepped through, each step is told the long
way; otherwise mostly in packed words, as the instructions go. The pages of
both, which have every step, are compared; of scripts with many steps the
pictures at some moments.

    tests/watched.py PROGRAM
"""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCRIPTS = ("examples/*.py", "tests/lang/classes/*.py",
           "tests/lang/functions/*.py", "tests/lang/gc/*.py",
           "tests/lang/refcount/*.py", "tests/lang/statements/*.py",
           "tests/lang/teaching/sorting_algorithms.py")
LEVELS = ("line", "all")
PAGE_STEPS = 4000 # of more it takes seconds
MOMENTS = 5
# What they do is not the same each time: several threads, processes.
VARY = ("threads_", "r25_", "r30_")


def call(*command):
    environment = dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1",
                       PYTHONHASHSEED="0")
    return subprocess.run([str(part) for part in command], cwd=ROOT,
                          env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=120)


def same_pages(program, folder, traces):
    pages = [os.path.join(folder, "%d.html" % i) for i in range(2)]
    for page, trace in zip(pages, traces):
        call(program, "-o", page, trace)
    one, other = (pathlib.Path(page).read_bytes() for page in pages)
    return one == other


def same_moments(program, steps, traces):
    for i in range(1, MOMENTS + 1):
        moment = "step:%d" % max(1, steps * i // MOMENTS)
        one, other = (call(program, "--at", moment, trace).stdout
                      for trace in traces)
        if not one or one != other:
            return False
    return True


def check(program, script, level):
    """What differs, as a text; empty if nothing does."""
    with tempfile.TemporaryDirectory() as folder:
        quick = os.path.join(folder, "quick.pmt")
        watched = os.path.join(folder, "watched.pmt")
        record = (program, "record", "--events=" + level)
        call(*record, "-o", quick, script)
        call(*record, "--max-steps", 10**9, "-o", watched, script)
        last = os.path.join(folder, "last.json")
        call(program, "-o", last, "--at", "exit", quick)
        if not os.path.exists(last):
            return "no picture"
        with open(last) as file:
            steps = int(re.search(r'"step": (\d+)', file.read()).group(1))
        same = (same_pages(program, folder, (quick, watched))
                if steps <= PAGE_STEPS else
                same_moments(program, steps, (quick, watched)))
        return "" if same else "what they show differs"


def run(program):
    """Compares all scripts; (passed, failed) and prints what failed."""
    program = pathlib.Path(program).resolve()
    scripts = [path.relative_to(ROOT) for pattern in SCRIPTS
               for path in sorted(ROOT.glob(pattern))
               if not path.name.startswith(VARY + ("_",))]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [(script, level) for script in scripts for level in LEVELS]
        results = pool.map(lambda job: check(program, *job), jobs)
        for (script, level), text in zip(jobs, results):
            if text:
                failed += 1
                print("FAILED watched %s (%s): %s" % (script, level, text))
    return len(jobs) - failed, failed


if __name__ == "__main__":
    print("%d passed, %d failed" % run(sys.argv[1]))
