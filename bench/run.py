#!/usr/bin/env python3
"""Measures pytutor-mem beside CPython 3.11 and prints one table.

    bench/run.py [--rounds N] [--program build/pytutor-mem] [--python PATH]
                 [-k NAME]

Every program runs under each runtime in turn, several rounds; a figure is
the median of the ratios taken round by round. Times are user + system CPU
seconds of the whole process, start-up included; recording is also given in
wall time, because its writer has a thread of its own.
"""
import argparse
import math
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def run(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=600)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime - before.ru_utime
           + after.ru_stime - before.ru_stime)
    if done.returncode != 0:
        raise SystemExit("%s: status %d\n%s" % (
            " ".join(map(str, command)), done.returncode,
            done.stderr.decode(errors="replace")[-500:]))
    return cpu, wall, done.stdout


def events_of(program, trace):
    """How many events a trace has: the number of its last one, plus one."""
    picture = trace.with_suffix(".json")
    subprocess.run([program, "-o", picture, "--at", "exit", trace],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = re.search(r'"event": (\d+)', picture.read_text())
    return int(found.group(1)) + 1 if found else 0


def geometric(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def peak_memory(command):
    """Resident peak in MiB, from a process of its own."""
    code = ("import resource, subprocess, sys\n"
            "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL,"
            " check=True)\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    done = subprocess.run([sys.executable, "-c", code, *map(str, command)],
                          stdout=subprocess.PIPE, check=True)
    return int(done.stdout) / 1024


MEMORY = {
    "1,000,000 ints": "x = list(range(1000, 1001000))",
    "1,000,000 instances": "class A:\n  def __init__(s): s.a = s.b = None\n"
                           "x = [A() for i in range(1000000)]",
    "1,000,000 with __slots__": "class A:\n  __slots__ = 'a', 'b'\n"
                                "  def __init__(s): s.a = s.b = None\n"
                                "x = [A() for i in range(1000000)]",
    "1,000,000 short strings": "x = [str(i) for i in range(1000000)]",
    "dict of 1,000,000 ints": "x = {i: i for i in range(1000000)}",
}

COLLECT = """
import gc, time
gc.disable()
class N:
    pass
def make(n):
    for i in range(n):
        a = N()
        a.me = a
make(1000000)
t = time.perf_counter()
n = gc.collect()
print(n, time.perf_counter() - t)
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--program", default="build/pytutor-mem")
    parser.add_argument("--python", default=shutil.which("python3.11"))
    parser.add_argument("-k", default="")
    args = parser.parse_args()
    programs = sorted(p for p in (HERE / "programs").glob("*.py")
                      if args.k in p.name)
    os.environ["PYTHONHASHSEED"] = "0"
    ratios = {"plain": [], "line": [], "all": []}
    print("%-16s %9s %9s %7s %9s %9s %7s" % (
        "program", "CPython s", "plain s", "speed", "line x", "all x",
        "B/event"))
    with tempfile.TemporaryDirectory() as folder:
        trace = pathlib.Path(folder) / "t.pmt"
        for program in programs:
            rows = []
            for _ in range(args.rounds):
                row = {}
                if args.python:
                    row["python"] = run([args.python, "-S", program])
                row["plain"] = run([args.program, "run", program])
                row["line"] = run([args.program, "record", program, "-o",
                                   trace])
                row["all"] = run([args.program, "record", "--events=all",
                                  program, "-o", trace])
                outputs = {r[2] for r in row.values()}
                if len(outputs) != 1:
                    raise SystemExit("%s: outputs differ" % program.name)
                rows.append(row)
            size = trace.stat().st_size
            events = events_of(args.program, trace)
            speed = None
            if args.python:
                speed = statistics.median(r["python"][0] / r["plain"][0]
                                          for r in rows)
                ratios["plain"].append(speed)
            line = statistics.median(r["line"][1] / r["plain"][1]
                                     for r in rows)
            every = statistics.median(r["all"][1] / r["plain"][1]
                                      for r in rows)
            ratios["line"].append(line)
            ratios["all"].append(every)
            print("%-16s %9s %9.3f %7s %9.2f %9.2f %7s" % (
                program.stem,
                "%.3f" % rows[0]["python"][0] if args.python else "-",
                rows[0]["plain"][0], "%.2f" % speed if speed else "-",
                line, every,
                "%.2f" % (size / events) if events else "-"))
            sys.stdout.flush()
        if ratios["plain"]:
            print("speed against CPython 3.11, geometric mean: %.2f"
                  % geometric(ratios["plain"]))
        print("recording lines against plain (wall), geometric mean: %.2f"
              % geometric(ratios["line"]))
        print("recording all against plain (wall), geometric mean: %.2f"
              % geometric(ratios["all"]))
        runtimes = [("pytutor-mem", [args.program, "run"])]
        if args.python:
            runtimes.append(("CPython", [args.python, "-S"]))
        for name, command in runtimes:
            times = sorted(run(command + ["-c", "pass"])[1]
                           for _ in range(15))
            print("start-up, %s: %.1f ms" % (name, times[7] * 1000))
        for what, code in MEMORY.items():
            print("%-26s" % what, "  ".join(
                "%s %.1f MiB" % (name, peak_memory(command + ["-c", code])
                                 - peak_memory(command + ["-c", "pass"]))
                for name, command in runtimes))
        for name, command in runtimes:
            print("full collection of 1,000,000 cycles, %s: %s" % (
                name, run(command + ["-c", COLLECT])[2].decode().strip()))


if __name__ == "__main__":
    main()
