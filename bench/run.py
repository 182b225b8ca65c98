#!/usr/bin/env python3
"""Measures pytutor-mem beside CPython 3.11 and prints one table.

    bench/run.py [--rounds N] [--program build/pytutor-mem] [--python PATH]
                 [-k NAME] [--instructions] [--write docs/performance.md]

Every program runs under each runtime in turn, several rounds; a figure is
the median of the ratios taken round by round. Times are user + system CPU
seconds of the whole process, start-up included; recording is given in wall
time, because its writer has a thread of its own, and in CPU time. Memory is
the resident peak beside CPython's. --instructions also counts instructions
with valgrind (callgrind), the same in each run: minutes more. --write puts
the table into a page, between its two marks.
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


SEEK = """
items = []
for i in range({count}):
    items.append(i * 3)
    if len(items) > 50:
        items.clear()
"""


def instructions(command):
    """Executed by the process, in millions, as callgrind counts them."""
    done = subprocess.run(["valgrind", "--tool=callgrind",
                           "--callgrind-out-file=/dev/null", *command],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          check=True)
    return int(re.search(rb"Collected : (\d+)", done.stderr).group(1)) / 1e6


class Table:
    """What is printed, and kept for --write."""
    def __init__(self):
        self.lines = []

    def add(self, line):
        print(line, flush=True)
        self.lines.append(line)

    def write(self, path):
        page = pathlib.Path(path)
        text = page.read_text()
        before, rest = text.split(MARKS[0])
        after = rest.split(MARKS[1])[1]
        page.write_text(before + MARKS[0] + "\n\n" + "".join(
            "    %s\n" % line for line in self.lines) + "\n" + MARKS[1] + after)


MARKS = "<!-- bench/run.py -->", "<!-- end of bench/run.py -->"


def record(args, options, program, trace):
    """Into a new file: to empty an old one, and to write at once what takes
    its place, as ext4 does, is no part of recording."""
    trace.unlink(missing_ok=True)
    return run([args.program, "record", *options, program, "-o", trace])


def run_beside(command):
    """While another core is busy, as with a recording: on machines that
    others share, or that slow down, that alone takes time."""
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        time.sleep(0.05)
        return run(command)
    finally:
        busy.kill()
        busy.wait()


def one_round(args, program, trace):
    row = {}
    if args.python:
        row["python"] = run([args.python, "-S", program])
    row["plain"] = run([args.program, "run", program])
    row["beside"] = run_beside([args.program, "run", program])
    row["line"] = record(args, [], program, trace)
    row["all"] = record(args, ["--events=all"], program, trace)
    if len({row[k][2] for k in ("plain", "line", "all")} |
           ({row["python"][2]} if args.python else set())) != 1:
        raise SystemExit("%s: outputs differ" % program.name)
    return row


def measure_program(args, program, trace, ratios):
    rows = [one_round(args, program, trace) for _ in range(args.rounds)]

    def ratio(over, under, which=1):
        return statistics.median(r[over][which] / r[under][which]
                                 for r in rows)
    events = events_of(args.program, trace)
    figures = {"line": ratio("line", "plain"), "all": ratio("all", "plain"),
               "line cpu": ratio("line", "plain", 0),
               "beside": ratio("beside", "plain"),
               "line beside": ratio("line", "beside"),
               "all beside": ratio("all", "beside")}
    cells = [program.stem]
    if args.python:
        figures["speed"] = ratio("python", "plain", 0)
        figures["memory"] = (peak_memory([args.program, "run", program]) /
                             peak_memory([args.python, "-S", program]))
        cells += ["%.3f" % statistics.median(r["python"][0] for r in rows)]
    else:
        cells += ["-"]
    cells += ["%.3f" % statistics.median(r["plain"][0] for r in rows)]
    cells += ["%.2f" % figures[k] if k in figures else "-"
              for k in ("speed", "memory", "line", "line cpu", "all")]
    cells += ["%.2f" % (trace.stat().st_size / events) if events else "-"]
    if args.instructions:
        mine = instructions([args.program, "run", program])
        theirs = instructions([args.python, "-S", program])
        figures["instructions"] = theirs / mine
        cells += ["%.0f" % mine, "%.2f" % (theirs / mine)]
    for name, figure in figures.items():
        ratios.setdefault(name, []).append(figure)
    return cells


def measure_reading(args, folder, table):
    """A long recording: how fast it is read, how long a seek takes."""
    script, trace = folder / "seek.py", folder / "seek.pmt"
    script.write_text(SEEK.format(count=1000000))
    run([args.program, "record", "--keyframes", script, "-o", trace])
    events = events_of(args.program, trace)
    times = []
    for k in range(1, 10):
        times.append(run([args.program, trace, "--at",
                          "event:%d" % (events * k // 10)])[1])
    table.add("a trace of %.1f million events, %.1f MB; the text picture of "
              "a moment in it, with keyframes: %.0f ms (slowest of nine: "
              "%.0f)" % (events / 1e6, trace.stat().st_size / 1e6,
                         statistics.median(times) * 1000, max(times) * 1000))
    run([args.program, "record", script, "-o", trace])
    table.add("its last moment without keyframes (all events applied): "
              "%.1f million events a second" % (
                  events / 1e6 / run([args.program, trace])[1]))


TITLES = ("program", "CPython s", "plain s", "speed", "memory", "line x",
          "line cpu", "all x", "B/event")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--program", default="build/pytutor-mem")
    parser.add_argument("--python", default=next(
        filter(os.path.exists, ("/usr/bin/python3.11",)),
        shutil.which("python3.11")))
    parser.add_argument("-k", default="")
    parser.add_argument("--instructions", action="store_true")
    parser.add_argument("--write")
    args = parser.parse_args()
    programs = sorted(p for p in (HERE / "programs").glob("*.py")
                      if args.k in p.name)
    os.environ["PYTHONHASHSEED"] = "0"
    ratios = {}
    table = Table()
    titles = TITLES + (("M instr.", "fewer")
                       if args.instructions else ())
    table.add("%-15s" % titles[0] + "".join("%10s" % t for t in titles[1:]))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for program in programs:
            cells = measure_program(args, program, folder / "t.pmt", ratios)
            table.add("%-15s" % cells[0] +
                      "".join("%10s" % c for c in cells[1:]))
        means = {k: "%.2f" % geometric(v) for k, v in ratios.items()}
        table.add("%-15s" % "geometric mean" + " " * 20 + "".join(
            "%10s" % means.get(k, "-")
            for k in ("speed", "memory", "line", "line cpu", "all")))
        table.add("plain runs while another core is busy: %s times; line x "
                  "over these %s, all x %s" % (
                      means["beside"], means["line beside"],
                      means["all beside"]))
        if "instructions" in means:
            table.add("instructions, CPython's over ours: %s"
                      % means["instructions"])
        runtimes = [("pytutor-mem", [args.program, "run"])]
        if args.python:
            runtimes.append(("CPython", [args.python, "-S"]))
        for name, command in runtimes:
            times = sorted(run(command + ["-c", "pass"])[1]
                           for _ in range(15))
            table.add("start-up, %s: %.1f ms" % (name, times[7] * 1000))
        times = sorted(record(args, ["-c"], "pass", folder / "t.pmt")[1]
                       for _ in range(15))
        table.add("a recording of nothing: %.1f ms" % (times[7] * 1000))
        for what, code in MEMORY.items():
            table.add("%-26s" % what + "  ".join(
                "%s %.1f MiB" % (name, peak_memory(command + ["-c", code])
                                 - peak_memory(command + ["-c", "pass"]))
                for name, command in runtimes))
        for name, command in runtimes:
            table.add("full collection of 1,000,000 cycles, %s: %s s" % (
                name, run(command + ["-c", COLLECT])[2].decode().split()[1]))
        measure_reading(args, folder, table)
    if args.write:
        table.write(args.write)


if __name__ == "__main__":
    main()
