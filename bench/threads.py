#!/usr/bin/env python3
"""What the lock costs, and what threads and processes gain.

    bench/threads.py [--program build/pytutor-mem] [--python PATH]
                     [--rounds N] [--without PROGRAM [-k NAME]...]

The same work, shared out: one after the other, among two threads, among two
processes; wall time, the best of the rounds, under each runtime. --without
counts instructions (valgrind) of one threaded programs beside a build that
never looks at the lock, and so cannot be interrupted:

    cp -a build build-unlocked
    rm build-unlocked/{plain,lines,each}/interp/vm/eval{,_traced}.o
    make BUILD=build-unlocked CFLAGS=-DSAFE_POINTS=0 build-unlocked/pytutor-mem
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import tempfile

import run as bench

HERE = pathlib.Path(__file__).resolve().parent
WORK = """
import os, sys, threading, time

def compute():
    total = 0
    for i in range(3000000):
        total += i % 7

def sleep():
    for i in range(20):
        time.sleep(0.01)

def read():
    "From a process that answers after a while."
    child = os.popen("for i in 1 2 3 4 5 6 7 8; do sleep 0.025; echo; done")
    for line in child:
        pass
    child.close()

def after_each_other(work):
    work()
    work()

def threads(work):
    both = [threading.Thread(target=work) for i in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

def processes(work):
    for i in range(2):
        if os.fork() == 0:
            work()
            os._exit(0)
    for i in range(2):
        os.wait()

work, way = globals()[sys.argv[1]], globals()[sys.argv[2]]
start = time.perf_counter()
way(work)
print(time.perf_counter() - start)
"""
WAYS = "after_each_other", "threads", "processes"


def best(command, rounds):
    return min(float(subprocess.run(command, check=True, timeout=100,
                                    stdout=subprocess.PIPE).stdout)
               for _ in range(rounds))


def measure_gain(runtimes, rounds, script):
    print("two pieces of work, seconds    %s" % "  ".join(
        "%18s" % way.replace("_", " ") for way in WAYS))
    for work in "compute", "sleep", "read":
        for name, command in runtimes:
            times = [best(command + [script, work, way], rounds)
                     for way in WAYS]
            print("    %-10s %-15s %s" % (work, name, "  ".join(
                "%10.3f (%5.2f)" % (t, t / times[0]) for t in times)),
                flush=True)


def measure_cost(program, without, wanted):
    """Instructions with and without the checks, over bench/programs."""
    os.environ["PYTHONHASHSEED"] = "0"
    ratios = []
    for path in sorted((HERE / "programs").glob("*.py")):
        if wanted and path.stem not in wanted:
            continue
        mine, bare = (bench.instructions([p, "run", "--deterministic", path])
                      for p in (program, without))
        ratios.append(mine / bare)
        print("    %-15s %8.1f %8.1f million  %.4f"
              % (path.stem, mine, bare, ratios[-1]), flush=True)
    print("instructions with the lock, over those without: %.4f (geometric "
          "mean; most: %.4f)" % (bench.geometric(ratios), max(ratios)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default="build/pytutor-mem")
    parser.add_argument("--python", default=next(
        filter(os.path.exists, ("/usr/bin/python3.11",)),
        shutil.which("python3.11")))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--without")
    parser.add_argument("-k", dest="wanted", action="append", default=[])
    args = parser.parse_args()
    if args.without:
        measure_cost(args.program, args.without, args.wanted)
        return
    runtimes = [("pytutor-mem", [args.program, "run"])]
    if args.python:
        runtimes.append(("CPython", [args.python, "-S"]))
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(folder, "work.py")
        with open(script, "w") as file:
            file.write(WORK)
        measure_gain(runtimes, args.rounds, script)


if __name__ == "__main__":
    main()
