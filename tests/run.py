#!/usr/bin/env python3
"""Runs all tests: scripts against CPython's recorded output, and C programs.

    tests/run.py                    everything in tests/lang
    tests/run.py -k gc/             only names that contain "gc/"
    tests/run.py --quick            the plain runtime only
    tests/run.py --unit build/unit  also the test programs of that folder
    tests/run.py --oracle           record the .out files anew with python3.11

A test is tests/lang/TOPIC/NAME.py with NAME.out beside it: what CPython 3.11
prints on stdout, then after a line "--- stderr" what it prints on stderr
(when it does), then a line "--- status N" when the status is not 0. Files
whose name begins with "_" are imported by tests and are none themselves.
Every test runs plain, recorded with an audit at every step, and recorded
with all events; output and status must be the same each time; recorded twice
it must give the same bytes. A comment

    # runner: audit-every=500 modes=plain,audit timeout=60

in a test says what is different about it.
"""

import argparse
import concurrent.futures
import difflib
import os
import re
import signal
import subprocess
import sys
import tempfile

import differences
import examples
import no_memory
import stress
import threads
import watched

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "step"))
import check as step  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
LANG = os.path.join(HERE, "lang")
MODES = ("plain", "audit", "all", "twice")


def environment():
    """What both CPython and our program get: nothing of the user's."""
    keep = ("PATH", "HOME", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS")
    env = {name: os.environ[name] for name in keep if name in os.environ}
    env.update(PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1",
               LC_ALL="C.UTF-8", PYTHONPYCACHEPREFIX=os.devnull,
               SOURCE_DATE_EPOCH="1700000000")  # when recordings begin
    return env


def run(command, timeout):
    """Runs a command; gives stdout, stderr, status ("timeout" if late)."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=timeout, cwd=ROOT,
                              env=environment())
    except subprocess.TimeoutExpired as late:
        return late.stdout or b"", late.stderr or b"", "timeout"
    return done.stdout, done.stderr, done.returncode


def transcript(result):
    """The text of a .out file for what a program printed."""
    out, err, status = result
    text = out.decode("utf-8", "backslashreplace")
    if err:
        if text and not text.endswith("\n"):
            text += "\n"
        text += "--- stderr\n" + err.decode("utf-8", "backslashreplace")
    if status != 0:
        if text and not text.endswith("\n"):
            text += "\n"
        text += f"--- status {status}\n"
    text = re.sub(r"\b0x[0-9a-f]{7,}\b", "0x...", text)  # addresses
    return text.replace(ROOT + os.sep, "")


class Test:
    """One script and what is expected of it."""

    def __init__(self, path, options):
        self.path = path
        self.name = os.path.relpath(path, LANG)[:-3]
        self.options = options
        self.expected = path[:-3] + ".out"
        self.settings = {"audit-every": "1", "modes": ",".join(MODES),
                         "timeout": str(options.timeout)}
        with open(path, "rb") as file:
            head = file.read(2000).decode("utf-8", "replace")
        match = re.search(r"^# runner: (.*)$", head, re.M)
        for setting in match[1].split() if match else ():
            key, _, value = setting.partition("=")
            self.settings[key] = value

    def record_oracle(self):
        """Writes the .out file from CPython's answer."""
        text = transcript(run([self.options.python, self.path], 60))
        with open(self.expected, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        # A slip in the script: then nothing else of it is ever tested.
        name = os.path.basename(self.path)
        if text.startswith("--- stderr\n  File") \
                and not name.startswith("syntax_"):
            return [self.name + ": it is no Python at all\n" + text]
        return []

    def wanted_modes(self):
        modes = self.settings["modes"].split(",")
        if self.options.quick:
            return ["plain"]
        return [mode for mode in MODES if mode in modes]

    def command(self, mode, trace=os.devnull):
        program = self.options.program
        if mode == "plain":
            return [program, "run", "--deterministic", self.path]
        command = [program, "record", "-o", trace]
        if mode == "audit":
            command += ["--audit", "--audit-every",
                        self.settings["audit-every"]]
        if mode == "all":
            command += ["--events=all"]
        return command + [self.path]

    def check(self):
        """Runs the test in all its modes; gives a list of failures."""
        with open(self.expected, encoding="utf-8", newline="") as file:
            expected = file.read()
        failures = []
        for mode in self.wanted_modes():
            text = (self.check_twice() if mode == "twice"
                    else self.check_output(mode, expected))
            if text:
                failures.append(f"{self.name} [{mode}]\n{text}")
        return failures

    def check_output(self, mode, expected):
        seconds = float(self.settings["timeout"])
        if mode != "plain":
            seconds *= 3
        text = transcript(run(self.command(mode), seconds))
        if text == expected:
            return ""
        lines = difflib.unified_diff(expected.splitlines(), text.splitlines(),
                                     "expected", "got", lineterm="", n=2)
        return "\n".join(list(lines)[:self.options.lines]) or "line ends differ"

    def check_twice(self):
        """Two recordings of one program are the same bytes."""
        traces = []
        for _ in range(2):
            with tempfile.TemporaryDirectory() as folder:
                trace = os.path.join(folder, "t.pmt")
                run(self.command("twice", trace), 60)
                if not os.path.exists(trace):
                    return "no trace was written"
                with open(trace, "rb") as file:
                    traces.append(file.read())
        return "" if traces[0] == traces[1] else "the two traces differ"


def find_tests(options):
    """All tests in order of their names."""
    found = []
    for folder, folders, files in os.walk(LANG):
        folders.sort()
        for name in sorted(files):
            path = os.path.join(folder, name)
            if name.endswith(".py") and not name.startswith("_"):
                test = Test(path, options)
                wanted = not options.filter or any(
                    text in test.name for text in options.filter)
                if wanted and (options.oracle
                               or os.path.exists(test.expected)):
                    found.append(test)
    return found


def check_unit(path, timeout):
    """Runs one C test program; it tells of its failures by its status."""
    out, err, status = run([path], timeout)
    if status == 0:
        return []
    tail = (out + err).decode("utf-8", "replace").splitlines()[-20:]
    return [f"{os.path.basename(path)} [unit]\n" + "\n".join(tail)]


def unit_programs(folder, filters):
    if not folder:
        return []
    paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    return [path for path in paths
            if os.path.isfile(path) and os.access(path, os.X_OK)
            and os.path.basename(path).startswith("test_")
            and not path.endswith((".o", ".d"))
            and (not filters or any(text in path for text in filters))]


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("-k", dest="filter", action="append", metavar="FILTER",
        help="only tests whose name contains FILTER")
    add("-j", dest="jobs", type=int, default=2, metavar="N")
    add("--program", default=os.path.join(ROOT, "build", "pytutor-mem"))
    add("--python", default="python3.11", help="CPython, for --oracle")
    add("--quick", action="store_true", help="the plain runtime only")
    add("--oracle", action="store_true", help="record the .out files anew")
    add("--unit", metavar="DIR", help="also run the C test programs of DIR")
    add("--timeout", type=float, default=30.0, metavar="SECONDS")
    add("--lines", type=int, default=25, metavar="N",
        help="of each difference show so many lines")
    add("-v", dest="verbose", action="store_true", help="name every test")
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    return options


def run_command_line(program):
    """The wrong inputs and exit statuses of views/cli.sh: 1 when it fails."""
    done = subprocess.run(["sh", os.path.join(HERE, "views", "cli.sh"),
                           program], cwd=ROOT, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=600)
    if done.returncode != 0:
        print("FAILED views/cli.sh\n" + done.stdout.decode())
    return 1 if done.returncode != 0 else 0


def run_pictures(program):
    """Pictures, page and slides against the model, and the page in a
    browser; the number of those that failed."""
    page = os.path.join(HERE, "page")
    if not os.path.isdir(os.path.join(page, "node_modules")):
        print("FAILED page: its tools are missing: make deps-test")
        return 1
    commands = ([sys.executable, os.path.join(HERE, "views", "pictures.py"),
                 program],
                ["node", os.path.join(page, "page.js"), program])
    failed = 0
    for command in commands:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=1200)
        print(done.stdout.decode(), end="")
        failed += done.returncode != 0
    return failed


def main():
    options = read_arguments()
    # A run in the background ignores them, and so would the tests' programs.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    tests = find_tests(options)
    jobs = [(test.name,
             test.record_oracle if options.oracle else test.check)
            for test in tests]
    if not options.oracle:
        jobs += [(os.path.basename(path),
                  lambda path=path: check_unit(path, 600))
                 for path in unit_programs(options.unit, options.filter)]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda job: job[1](), jobs)
        for (name, _), failures in zip(jobs, results):
            failed += bool(failures)
            for text in failures:
                print("FAILED", text, flush=True)
            if options.verbose:
                print("failed" if failures else "ok    ", name, flush=True)
    count = len(jobs)
    if not (options.oracle or options.filter or options.quick):
        good, bad = examples.run(options.program)
        count += good + bad
        failed += bad
        count += 1
        failed += run_command_line(options.program)
        count += 1
        failed += no_memory.run(options.program, 53)
        for group in (differences.run, watched.run, threads.run, stress.run,
                      lambda program: stress.run_same(program, 2)):
            good, bad = group(options.program)
            count += good + bad
            failed += bad
        count += 2
        failed += run_pictures(options.program)
        good, bad = step.run(options.program)
        count += good + bad
        failed += bad
    print(f"{count - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
