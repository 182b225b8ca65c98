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


FORKS = """
import multiprocessing as mp, os, signal, sys, time
def work(queue, n):
    queue.put([n] * n)
queue = mp.Queue()
for n in range(2):
    child = mp.Process(target=work, args=(queue, n))
    child.start()
    print(queue.get(), child.pid, flush=True)
    child.join()
mine = ["kept"]
def fork(then):
    pid = os.fork()
    if pid == 0:
        mine.append("in the child")
        then()
    print(pid, os.waitpid(pid, 0)[1], flush=True)
def grandchild():
    fork(lambda: os._exit(3))
    sys.exit(4)
def terminated():
    os.kill(os.getpid(), signal.SIGTERM)
    print("not reached")
def blocked():
    r, w = os.pipe()
    with open(r, "rb", closefd=False) as file:
        signal.signal(signal.SIGALRM, lambda n, f: os.kill(os.getpid(),
                                                           signal.SIGHUP))
        signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
        file.read()
fork(grandchild)
fork(terminated)
fork(blocked)
fork(lambda: os.execv("/bin/echo", ["echo", "another program"]))
"""
FORKS_OUT = """[] 1001
[1] 1002
1003001 768
1003 1024
1004 15
1005 1
another program
1006 0
"""
CHILDREN = ("child1", "child2", "child3", "child3.child1", "child4", "child5",
            "child6")


def processes(program, folder):
    path = os.path.join(folder, "forks.py")
    trace = os.path.join(folder, "forks.pmt")
    with open(path, "w") as file:
        file.write(FORKS)
    digests = set()
    for _ in range(3):
        text = program_output([program, "record", path, "-o", trace])
        assert text == FORKS_OUT, text
        digest = hashlib.sha256()
        for child in CHILDREN:
            name = os.path.join(folder, "forks.%s.pmt" % child)
            with open(name, "rb") as file:
                if child != "child5":  # a real alarm ends it
                    digest.update(file.read())
            text = program_output([program, name])
            kept = "'in the child'" in text
            assert kept == (child not in ("child1", "child2")), (child, text)
            assert "warning" not in text, (child, text)
        digests.add(digest.hexdigest())
    assert len(digests) == 1, "%d traces of children" % len(digests)
    text = program_output([program, "--view", "gil", trace])
    for pid in (1000, 1001, 1003, 1003001, 1006):
        assert "process %d" % pid in text, text
    # A recording with fewer children leaves no old ones behind.
    with open(path, "w") as file:
        file.write("pass")
    program_output([program, "record", path, "-o", trace])
    left = [name for name in os.listdir(folder) if "forks.child" in name]
    assert left == [], left


ENDING = """
import ctypes, os, signal, sys, threading, time
library = ctypes.CDLL(None)
def spin():
    while True:
        [object() for _ in range(10)]
def end(how):
    if how in ("abort", "exit"):
        library[how](4)
    elif how == "fault":
        ctypes.string_at(0)
    elif how == "sent":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif how == "_exit":
        os._exit(5)
    elif how == "stuck":  # outside, without a safe point
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        while True:
            library.sleep(10)
    else:
        os.kill(os.getpid(), getattr(signal, how))
    time.sleep(10)
kept = ["whole"]
if "threads" in sys.argv:
    for work in spin, spin, lambda: end(sys.argv[1]):
        threading.Thread(target=work, daemon=True).start()
    time.sleep(10)
elif "child" in sys.argv:
    if os.fork() == 0:
        end(sys.argv[1])
    print(os.wait()[1], flush=True)
else:
    end(sys.argv[1])
"""
# How a process ends, and the status that wait tells.
ENDINGS = {"abort": 6, "exit": 4 << 8, "fault": 11, "sent": 11, "_exit": 5 << 8,
           "stuck": 14, "SIGTERM": 15, "SIGHUP": 1, "SIGQUIT": 3, "SIGALRM": 14,
           "SIGUSR1": 10, "SIGPROF": 27}


def endings(program, folder):
    """However a process ends, its trace is whole (but for SIGKILL)."""
    path = os.path.join(folder, "ending.py")
    trace = os.path.join(folder, "ending.pmt")
    child = os.path.join(folder, "ending.child1.pmt")
    with open(path, "w") as file:
        file.write(ENDING)
    for how, status in ENDINGS.items():
        for where in "alone", "threads", "child":
            if (how, where) == ("sent", "threads"):
                continue  # whoever gets it may not have the lock
            done = subprocess.run([program, "record", "-o", trace, path, how,
                                   where], capture_output=True, timeout=60)
            if where == "child":
                text = program_output([program, child])
                assert done.stdout == b"%d\n" % status, (how, done)
            else:
                text = program_output([program, trace])
                code = done.returncode
                code = -code if code < 0 else code << 8
                assert code == status, (how, where, done)
            assert "'whole'" in text and "warning" not in text, (how, where,
                                                                 text)
        # What is drawn at once is drawn before the process ends.
        done = subprocess.run([program, path, how, "alone"],
                              capture_output=True, timeout=60)
        assert done.returncode in (-status, status >> 8), (how, done)
        assert b"'whole'" in done.stdout and not done.stderr, (how, done)


def saved_schedule(program, path, folder):
    saved = os.path.join(folder, "schedule")
    first, again = os.path.join(folder, "a"), os.path.join(folder, "b")
    for rule in ("rr:50", "seed:2"):
        program_output([program, "record", "--schedule", rule, path, "-o",
                        first, "--save-schedule", saved])
        text = program_output([program, "events", first, "-o",
                               os.path.join(folder, "events.txt")])
        for file in (saved, os.path.join(folder, "events.txt")):
            text = program_output([program, "record", "--schedule", file,
                                   path, "-o", again])
            assert text == "120\n", text
            with open(first, "rb") as one, open(again, "rb") as other:
                assert one.read() == other.read(), (rule, file)
    with open(os.path.join(folder, "one.py"), "w") as file:
        file.write("print(1)")
    text = program_output([program, "record", "--schedule", saved, "-o",
                           again, os.path.join(folder, "one.py")])
    assert "1\n" == text, text
    with open(path) as file:
        changed = file.read().replace("range(40)", "range(30)")
    with open(os.path.join(folder, "changed.py"), "w") as file:
        file.write(changed)
    text = program_output([program, "record", "--schedule", saved, "-o",
                           again, os.path.join(folder, "changed.py")])
    assert text.startswith("90\n") and "left the schedule after" in text, text
    for content, message in (
            ("", "there is no THREAD_SWITCH in it"),
            ("THREAD_SWITCH thread=0 nanoseconds=1\n",
             "line 1 is no line of a schedule"),
            ("# ...\nTHREAD_SWITCH thread=1 nanoseconds=1x\n",
             "line 2 is no line of a schedule"),
            ("THREAD_SWITCH thread=1 nanoseconds=2\n"
             "THREAD_SWITCH thread=2 nanoseconds=1\n",
             "line 2 goes back in time"),
            (None, "No such file or directory")):
        wrong = os.path.join(folder, "wrong")
        if content is None:
            os.unlink(wrong)
        else:
            with open(wrong, "w") as file:
                file.write(content)
        text = program_output([program, "record", "--schedule", wrong, path,
                               "-o", again], 2)
        assert text == "pytutor-mem: --schedule %s: %s\n" % (wrong, message), \
            text


def run(program):
    """(passed, failed); prints what failed."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "script.py")
        with open(path, "w") as file:
            file.write(SCRIPT)
        checks = (lambda: same_traces(program, path, folder),
                  lambda: saved_schedule(program, path, folder),
                  lambda: one_holder(program, path, folder),
                  lambda: deadlock(program, folder),
                  lambda: processes(program, folder),
                  lambda: endings(program, folder))
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
