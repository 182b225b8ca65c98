#!/usr/bin/env python3
"""Runs CPython 3.11's own tests under our program and writes
docs/conformance.md.

    tests/conformance.py                 all modules of MODULES
    tests/conformance.py gc weakref      only these; prints what fails
    tests/conformance.py --location DIR  where the package `test` lies
                                         (default: /usr/lib/python3.11)

Each module runs in one process, method by method. One that crashes or takes
too long is counted as failed and the rest goes on in a new process.
Methods that need what is CPython's own (its C interface, its command line,
its build) are skipped with the reason: SKIP. Why others fail is said in
conformance_causes.txt; an entry there whose methods all pass, and a failure
without an entry, are told at the end.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
METHOD_SECONDS = 20

MODULES = """
gc weakref weakset finalization grammar generators list dict set tuple
exceptions scope descr copy itertools functools
bool int float complex str bytes unicode range slice enumerate iter
memoryview array struct deque defaultdict userlist userdict collections
ordered_dict dictviews dictcomps listcomps setcomps genexps coroutines
contextlib dataclasses enum operator opcodes with raise exception_group
except_star patma fstring format string textwrap re json random math
statistics fractions numeric_tower heapq bisect keywordonlyarg
positional_only_arg named_expressions super property decorators metaclass
isinstance class augassign binop compare contains call extcall funcattrs
unpack unpack_ex baseexception traceback inspect typing abc types
reprlib pprint copyreg graphlib string_literals codecs contextvars time pyexpat minidom sax
plistlib bz2 cprofile pstats zlib
""".split()

# (module, pattern of the method's id, reason)
SKIP = [
    ("", r"(?i)_?testcapi|capi", "CPython's C interface"),
    ("re", r"test_sre|ImplementationTest", "internals of CPython's engine"),
    ("exceptions", r"recursion.*memory|memory.*recursion",
     "CPython's hook for failing allocations"),
    ("gc", r"test_garbage_at_shutdown", "CPython's C interface"),
    ("except_star", r"raise_handle_all_raise_one_(un)?named$",
     "3.11.7, the reference, differs from the tests of Debian's 3.11.2"),
]

# Reasons that only the failure itself tells.
SKIP_FAILED = [
    (r"_testcapi|_testinternalcapi|_testmultiphase|_xxsubinterpreters",
     "CPython's C interface"),
    (r"No module named '(_ctypes|_sqlite3|_tkinter|_ssl|_bz2|_lzma|_dbm|"
     r"_gdbm|_curses|_multiprocessing|_xxtestfuzz|readline)'",
     "a module for another library"),
    (r"No module named 'xxsubtype'|has no attribute 'MethInstance'",
     "CPython's C interface"),
    (r"No module named '_pickle'|no attribute 'JSONDecodeError'",
     "loads only where pickle and json are in C"),
]

# What runs where a test starts a Python of its own: python's options that
# make no difference here are left out.
WRAPPER = """#!/bin/sh
while [ $# -gt 0 ]; do
    case $1 in
    -X | -W) shift 2 ;;
    -I | -E | -B | -s | -S | -u | -b | -bb | -O | -OO | -q | -X* | -W*) shift ;;
    *) break ;;
    esac
done
exec '{program}' run "$@"
"""

DRIVER = r"""
import sys, unittest, time
location, module, skip_file, sys.executable = sys.argv[1:5]
if location not in sys.path:
    sys.path.insert(1, location)
with open(skip_file) as f:
    done = set(f.read().split('\n'))
out = sys.__stdout__
def say(*words):
    print('@@', *words, file=out, flush=True)
class Result(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.verdict = 'ok'
        self.reason = ''
        say('start', test.id())
    def note(self, verdict, reason=''):
        if self.verdict == 'ok':
            self.verdict, self.reason = verdict, reason
    def addError(self, test, err):
        self.note('error', self.last(err))
        if not hasattr(test, '_testMethodName'):
            say('start', str(test).replace(' ', '_'))
            say('error', self.last(err))
    def addFailure(self, test, err):
        self.note('fail', self.last(err))
    def addSkip(self, test, reason):
        self.note('skip', reason)
    def addExpectedFailure(self, test, err):
        pass
    def addUnexpectedSuccess(self, test):
        self.note('fail', 'unexpected success')
    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.note('fail', self.last(err))
    def last(self, err):
        import traceback
        text = traceback.format_exception_only(err[0], err[1])[-1]
        tb = err[2]
        where = ''
        while tb is not None:
            if '/test/' in tb.tb_frame.f_code.co_filename:
                where = 'line %d: ' % tb.tb_lineno
            tb = tb.tb_next
        return (where + text).strip().replace('\n', ' | ')[:300]
    def stopTest(self, test):
        super().stopTest(test)
        say(self.verdict, self.reason)
def walk(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from walk(test)
        else:
            yield test
try:
    from test import support
    support.use_resources = []
except ImportError:
    pass
suite = unittest.defaultTestLoader.loadTestsFromName('test.test_' + module)
by_class = {}
for test in walk(suite):
    by_class.setdefault(type(test), []).append(test)
todo = unittest.TestSuite()
for tests in by_class.values():
    todo.addTest(unittest.TestSuite(t for t in tests if t.id() not in done))
todo.run(Result())
say('end')
"""


def read_causes():
    """Rows (module, pattern of the method's id, cause)."""
    rows = []
    with open(os.path.join(HERE, "conformance_causes.txt"),
              encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                module, pattern, cause = line.split(None, 2)
                rows.append((module, re.compile(pattern), cause.strip()))
    return rows


def find_cause(causes, module, name):
    """The cause of a failure, noting that its row is needed; None."""
    short = name.replace(f"test.test_{module}.", "")
    for row in causes:
        if row[0] == module and row[1].match(short):
            NEEDED.add(row)
            return row[2]
    return None


NEEDED = set()


def check_causes(causes, all_results):
    """Tells what the list of causes lacks and what it has too much of."""
    faults = []
    for module, results in all_results.items():
        for name, (verdict, _) in results.items():
            if verdict not in ("ok", "skip") and \
                    find_cause(causes, module, name) is None:
                faults.append(f"no cause is given for: {module} {name}")
    for row in causes:
        if row[0] in all_results and row not in NEEDED:
            faults.append("passes now, and its cause can go: "
                          f"{row[0]} {row[1].pattern}")
    for fault in faults:
        print(fault)
    return not faults


def reason_to_skip(module, name):
    for where, pattern, reason in SKIP:
        if where in ("", module) and re.search(pattern, name):
            return reason
    return None


def read_results(process, results, seconds):
    """Reads the driver's lines; True when it came to its end."""
    import selectors
    current = None
    selector = selectors.DefaultSelector()
    selector.register(process.stdout, selectors.EVENT_READ)
    buffer = b""
    deadline = time.monotonic() + 60
    while True:
        if not selector.select(max(0, deadline - time.monotonic())):
            process.kill()
            process.wait()
            if current is None:
                return "timeout while loading"
            results[current] = ("timeout", f"more than {seconds} s")
            return None
        data = os.read(process.stdout.fileno(), 65536)
        if not data:
            break
        buffer += data
        *lines, buffer = buffer.split(b"\n")
        for line in lines:
            at = line.find(b"@@ ")
            if at < 0:
                continue
            word, _, rest = line[at + 3:].decode(
                "utf-8", "replace").partition(" ")
            deadline = time.monotonic() + seconds
            if word == "start":
                current = rest
            elif word == "end":
                process.wait()
                return "end"
            elif current is not None:
                results[current] = (word, rest)
                current = None
    status = process.wait()
    if current is None:
        return f"ended with status {status}"
    results[current] = ("crash", f"status {status}")
    return None


def run_module(program, location, module, seconds):
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        driver = os.path.join(folder, "driver.py")
        wrapper = os.path.join(folder, "python")
        with open(wrapper, "w") as f:
            f.write(WRAPPER.replace("{program}", program))
        os.chmod(wrapper, 0o755)
        skip_file = os.path.join(folder, "skip")
        with open(driver, "w") as f:
            f.write(DRIVER)
        for _ in range(40):
            with open(skip_file, "w") as f:
                f.write("\n".join(results))
            with open(os.path.join(folder, "log"), "wb") as log:
                process = subprocess.Popen(
                    [program, "run", driver, location, module, skip_file,
                     wrapper],
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=log, cwd=folder,
                    env=dict(os.environ, PYTHONHASHSEED="0", LC_ALL="C.UTF-8"))
                outcome = read_results(process, results, seconds)
            process.stdout.close()
            if outcome is not None:
                break
        if outcome != "end":
            with open(os.path.join(folder, "log"), errors="replace") as log:
                last = log.read().strip().splitlines()[-1:]
            results["the module"] = ("error",
                                     f"{outcome}: {' '.join(last)}"[:300])
    for name in list(results):
        reason = reason_to_skip(module, name)
        verdict, text = results[name]
        if reason is None and verdict not in ("ok", "skip"):
            reason = next((r for pattern, r in SKIP_FAILED
                           if re.search(pattern, text)), None)
        if reason is not None:
            results[name] = ("skip", reason)
    return results


def count(results, *verdicts):
    return sum(v in verdicts for v, _ in results.values())


def report(all_results, causes, path):
    lines = [
        "# CPython's own tests",
        "",
        "Written by `make conformance`: CPython 3.11's test modules, method",
        "by method, under `pytutor-mem run`. A method that CPython's tests",
        "skip by themselves, or that needs what is CPython's own, counts as",
        "skipped; the reasons are below, and so are the causes of failures.",
        "",
        "| module | methods | passed | failed | skipped | passed of those run |",
        "|---|---|---|---|---|---|",
    ]
    total = [0, 0, 0]
    for module, results in all_results.items():
        ok, skip = count(results, "ok"), count(results, "skip")
        bad = len(results) - ok - skip
        total = [total[0] + ok, total[1] + bad, total[2] + skip]
        share = f"{100 * ok / (ok + bad):.0f} %" if ok + bad else "-"
        lines.append(f"| test_{module} | {len(results)} | {ok} | {bad} | "
                     f"{skip} | {share} |")
    ok, bad, skip = total
    lines.append(f"| all | {ok + bad + skip} | {ok} | {bad} | {skip} | "
                 f"{100 * ok / max(1, ok + bad):.1f} % |")
    by_cause = {}
    for module, results in all_results.items():
        for name, (verdict, reason) in results.items():
            if verdict not in ("ok", "skip"):
                cause = find_cause(causes, module, name) or \
                    f"not yet known ({verdict}, {clean(reason)})"
                short = name.replace(f"test.test_{module}.", "")
                by_cause.setdefault((module, cause), []).append(f"`{short}`")
    lines += ["", "## Failed", "", "| module | cause | methods |",
              "|---|---|---|"]
    for (module, cause), names in by_cause.items():
        lines.append(f"| test_{module} | {cause} | {len(names)}: "
                     f"{', '.join(names)} |")
    lines += ["", "## Skipped", ""]
    reasons = {}
    for module, results in all_results.items():
        for name, (verdict, reason) in results.items():
            if verdict == "skip":
                reasons.setdefault(clean(reason), []).append(module)
    for reason, modules in sorted(reasons.items()):
        names = ", ".join(sorted({"test_" + m for m in modules}))
        lines.append(f"- {len(modules)} x {reason or 'no reason given'} "
                     f"({names})")
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    print(f"{ok} passed, {bad} failed, {skip} skipped; {path}")


def clean(text):
    text = re.sub(r"took only [0-9.e-]+ seconds", "took no time", text)
    text = re.sub(r"0x[0-9a-f]+", "0x...", text)
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text.replace("|", "/").replace("`", "'")[:160]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program",
                        default=os.path.join(ROOT, "build/pytutor-mem"))
    parser.add_argument("--location", default=os.environ.get(
        "CONFORMANCE_LOCATION", "/usr/lib/python3.11"))
    parser.add_argument("--seconds", type=int, default=METHOD_SECONDS)
    parser.add_argument("modules", nargs="*")
    options = parser.parse_args()
    if not os.path.isdir(os.path.join(options.location, "test")):
        sys.exit(f"There is no package `test` in {options.location}. Please "
                 "install libpython3.11-testsuite, or name a place with "
                 "--location.")
    program = os.path.abspath(options.program)
    all_results = {}
    for module in options.modules or MODULES:
        path = os.path.join(options.location, "test", f"test_{module}.py")
        if not os.path.exists(path) and not os.path.isdir(path[:-3]):
            continue
        results = run_module(program, options.location, module,
                             options.seconds)
        all_results[module] = results
        ok, skip = count(results, "ok"), count(results, "skip")
        print(f"test_{module}: {ok} passed, {len(results) - ok - skip} "
              f"failed, {skip} skipped", flush=True)
        if options.modules:
            for name, (verdict, reason) in results.items():
                if verdict not in ("ok", "skip"):
                    print(f"  {verdict} {name}: {reason}")
    causes = read_causes()
    if not options.modules:
        report(all_results, causes,
               os.path.join(ROOT, "docs", "conformance.md"))
    if not check_causes(causes, all_results):
        sys.exit(1)


if __name__ == "__main__":
    main()
