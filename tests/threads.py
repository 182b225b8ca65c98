"""Threads while recording: the same schedule gives the same trace, the GIL
has one holder at a time, and a deadlock is told."""
import hashlib
import json
import os
import subprocess
import tempfile

SCRIPT = """
import threading, time
lock, shared = threading.Lock(), []
def work(k):
    for i in range(40):
        with lock:
            shared.append(object())
        if i % 10 == k:
            time.sleep(0.0001)
threads = [threading.Thread(target=work, args=(k,)) for k in range(3)]
for t in threads: t.start()
for t in threads: t.join()
print(len(shared))
"""
DEADLOCK = """
import threading
lock = threading.Lock()
lock.acquire()
lock.acquire()
"""


def program_output(command, status=0):
    done = subprocess.run(command, capture_output=True, timeout=60)
    if done.returncode != status:
        raise AssertionError("%s: status %d" % (command, done.returncode))
    return done.stdout.decode() + done.stderr.decode()


def same_traces(program, path, folder):
    for rule in ("rr:50", "rr:1000", "seed:1", "seed:2"):
        digests = set()
        for _ in range(5):
            trace = os.path.join(folder, "t.pmt")
            text = program_output([program, "record", "--schedule", rule,
                                   path, "-o", trace])
            assert text == "120\n", text
            with open(trace, "rb") as file:
                digests.add(hashlib.sha256(file.read()).digest())
        assert len(digests) == 1, "%s: %d traces" % (rule, len(digests))


def one_holder(program, path, folder):
    out = os.path.join(folder, "gil.json")
    program_output([program, "--view", "gil", "--schedule", "rr:100", path,
                    "-o", out])
    with open(out) as file:
        events = [e for e in json.load(file)["traceEvents"] if e["ph"] == "X"]
    assert {e["tid"] for e in events} == {0, 1, 2, 3, 4}, "tracks"
    for tid in {e["tid"] for e in events}:
        spans = sorted((e["ts"], e["ts"] + e["dur"]) for e in events
                       if e["tid"] == tid)
        for before, after in zip(spans, spans[1:]):
            assert before[1] <= after[0] + 0.0005, (tid, before, after)


def deadlock(program, folder):
    path = os.path.join(folder, "deadlock.py")
    with open(path, "w") as file:
        file.write(DEADLOCK)
    for mode in (["run"], ["record", "-o", os.path.join(folder, "d.pmt")]):
        text = program_output([program] + mode + [path], 1)
        assert "MainThread waits for a lock that it holds itself" in text, text


def run(program):
    """(passed, failed); prints what failed."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "script.py")
        with open(path, "w") as file:
            file.write(SCRIPT)
        checks = (lambda: same_traces(program, path, folder),
                  lambda: one_holder(program, path, folder),
                  lambda: deadlock(program, folder))
        for check in checks:
            try:
                check()
            except (AssertionError, subprocess.TimeoutExpired) as error:
                failed += 1
                print("FAILED threads:", error)
    return len(checks) - failed, failed


if __name__ == "__main__":
    import sys
    print("%d passed, %d failed" % run(sys.argv[1]))
