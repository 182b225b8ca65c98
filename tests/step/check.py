#!/usr/bin/env python3
"""Tests of the stepper and the prompt, through a pseudo-terminal.

    tests/step/check.py PROGRAM [FILTER]

Walking forth and back gives the same screens; the program's output, status
and finalizers are as without the stepper; what is typed leaves no trace.
"""

import concurrent.futures
import glob
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from drive import ROOT, Session, picture, plain  # noqa: E402

EXAMPLES = os.path.join(ROOT, "examples")
STEPS = 60  # of an example walked forth and back


class Failed(Exception):
    """A test's claim does not hold."""


def check(claim, text):
    if not claim:
        raise Failed(text)


def program_file(text):
    file = tempfile.NamedTemporaryFile("w", suffix=".py", delete=False)
    file.write(text)
    file.close()
    return file.name


def walk(program, path):
    """Forth and back: the same screens in reverse."""
    session = Session([program, "step", path])
    screens = [picture(session.start())]
    while len(screens) < STEPS and "after shutdown" not in screens[-1]:
        screens.append(picture(session.obey("step")))
    for number in range(len(screens) - 2, -1, -1):
        got = picture(session.obey("back"))
        check(got == screens[number],
              f"screen {number} differs on the way back:\n{got}\n"
              f"--- was\n{screens[number]}")
    session.send("quit\n")
    check(session.close() == 0, "quit: status 0")


def run_with(program, path, commands):
    """stdout, stderr and status of a stepped program."""
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(commands)
        file.flush()
        return subprocess.run(
            [program, "step", "--commands", file.name, path], cwd=ROOT,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
            env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"})


def same_as_run(program, path):
    """Output and status are those of `run`."""
    plain_run = subprocess.run(
        [program, "run", "--deterministic", path], cwd=ROOT,
        stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
        env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"})
    walks = ["goto exit\n", "next\n" * 20 + "back\nback\nrun\ngoto exit\n",
             "step\nstep\ndetach\n", "break 5\ncontinue\nprint 1\ndetach\n"]
    for commands in walks:
        stepped = run_with(program, path, commands)
        check(stepped.stdout == plain_run.stdout,
              f"{commands!r}: output differs:\n{stepped.stdout!r}\n"
              f"--- run\n{plain_run.stdout!r}")
        check(stepped.returncode == plain_run.returncode,
              f"{commands!r}: status {stepped.returncode}, "
              f"not {plain_run.returncode}")


def test_examples_forth_and_back(program, path):
    walk(program, path)


def test_examples_as_run(program, path):
    same_as_run(program, path)


def without_event(data):
    return re.sub(r"event \d+ *", "", picture(data))


def test_trace_as_live(program, _):
    path = os.path.join(EXAMPLES, "r15_cascade.py")
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "t.pmt")
        subprocess.run([program, "record", path, "-o", trace], check=True,
                       capture_output=True, timeout=30)
        live, saved = (Session([program, "step", p]) for p in (path, trace))
        check(picture(live.start()) == picture(saved.start()), "first screen")
        for command in ("next", "next", "step", "goto end", "reverse-next",
                        "goto exit", "restart"):
            # On a terminal the program's stream flushes at other events. A
            # prompt may be drawn twice: the picture then comes late.
            shown = [session.obey(command) for session in (live, saved)]
            one, other = map(without_event, shown)
            if one != other:
                one, other = (without_event(data + session.drain()) for
                              data, session in zip(shown, (live, saved)))
            lines = zip(one.splitlines(), other.splitlines())
            check(one == other, f"{command}: a trace looks different: " +
                  repr(next((two for two in lines if two[0] != two[1]),
                            (one[-100:], other[-100:]))))
        for session in (live, saved):
            session.send("q\n")
            check(session.close() == 0, "status")


def test_print_leaves_no_trace(program, _):
    path = program_file("x = [1]\ny = x\nz = 3\nw = 4\n")
    session = Session([program, "step", "--plain", path])
    session.start()
    session.obey("goto 3")
    before = plain(session.obey("heap"))
    check("[1, 7]" in plain(session.obey("print x.append(7) or x")), "print")
    check("3" in plain(session.obey("print __import__('sys')"
                                    ".getrefcount(x)")), "getrefcount")
    check("NameError: name 'nobody'" in plain(session.obey("print nobody")),
          "an error in an expression")
    check(plain(session.obey("heap")) == before, "print changed the heap")
    session.obey("next")
    check("[1]" in plain(session.obey("p x")), "print changed the program")
    session.obey("back")
    check("#2 list" in plain(session.obey("p x")), "print in the past")
    check(plain(session.obey("heap")) == before, "the past differs")
    session.send("q\n")
    session.close()
    os.unlink(path)


def test_stops_in_both_directions(program, _):
    path = program_file(
        "import gc\n"
        "class Node:\n    pass\n"
        "def work():\n    a = Node()\n    a.me = a\n    return 1\n"
        "for i in range(4):\n    work()\n"
        "    if i == 2:\n        gc.collect()\n"
        "x = [1]\ny = x\ndel y\nx = None\nprint('end')\n")
    session = Session([program, "step", "--plain", path])
    session.start()

    def expect(command, text):
        got = plain(session.obey(command))
        check(text in got, f"{command}: no {text!r} in\n{got}")

    expect("break 9 if i == 2", "1  break 9 if i == 2")
    expect("continue", "line 9")
    expect("print i", "2")
    expect("delete", "all forgotten")
    expect("catch cycle", "2  catch cycle")
    expect("reverse-continue", "can no longer be reached, and lives on")
    expect("rc", "can no longer be reached")
    expect("rc", "none of what you asked to stop at happened before")
    expect("delete", "all")
    expect("catch gc", "catch gc")
    expect("c", "found 3 unreachable")
    expect("del", "all")
    expect("goto 13", "line 13")
    expect("watch x", "watch x")
    expect("c", "x was")
    expect("watch y", "watch y")
    expect("rc", "y was")
    expect("delete", "all")
    expect("goto 13", "line 13")
    number = plain(session.obey("show x")).split("#")[1].split()[0]
    expect(f"watch #{number}", f"watch #{number}")
    expect("c", "went from 1 to 2")
    expect("c", "went from 2 to 1")
    expect("rc", "went from 1 to 2")
    expect(f"catch free #{number}", "catch free")
    expect("c", "went from 2 to 1")
    expect("c", "was freed by line 15")
    expect("run", "the program's end")
    expect(f"history #{number}", "freed")
    expect("goto exit", "after shutdown")
    expect("next", "the program has ended")
    expect("restart", "line 1")
    expect("back", "nothing before this moment")
    session.send("q\n")
    check(session.close() == 0, "status")
    os.unlink(path)


def test_single_events(program, _):
    path = program_file("x = []\nx.append(x)\ndel x\ny = 1\n")
    session = Session([program, "step", path])
    session.start()
    screens = [picture(session.obey("event")) for _ in range(25)]
    check(len(set(screens)) == len(screens), "two events look the same")
    for screen in reversed(screens[:-1]):
        check(picture(session.obey("reverse-event")) == screen,
              "an event differs on the way back")
    session.send("q\n")
    session.close()
    os.unlink(path)


def test_looking(program, _):
    session = Session([program, "step", "--plain",
                       os.path.join(EXAMPLES,
                                    "r18_counting_misses_cycles.py")])
    session.start()
    session.obey("goto 18")
    expected = {
        "changes": "#6.next refers to #7 Node", "names": "root",
        "show left": "#7 Node", "bill left": "count is 3",
        "why left": "to cut it: del left", "referrers left": "name left",
        "referents left": ".next", "gc": "thresholds (700, 10, 10)",
        "layout left": "header of the collector", "sizes": "Node",
        "threads": "runs", "stack": "<module>", "list": "del root",
        "dis": "DELETE_NAME", "output": "nothing so far",
        "print left is right": "False", "history left": "born",
        "info breakpoints": "nothing to stop at", "help": "Moving",
        "help next": "over calls", "up": "outermost",
    }
    for command, text in expected.items():
        got = plain(session.obey(command))
        check(text in got, f"{command}: no {text!r} in\n{got}")
    session.obey("goto 19")
    check("cannot be reached" in plain(session.obey("why #7")), "why #7")
    session.send("q\n")
    session.close()


def test_save(program, _):
    session = Session([program, "step", "--plain",
                       os.path.join(EXAMPLES, "r15_cascade.py")])
    session.start()
    session.obey("goto end")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a.pmt", "a.dot", "a.txt"):
            path = os.path.join(folder, name)
            got = plain(session.obey(f"save {path}"))
            check("saved as" in got and os.path.getsize(path) > 100, got)
        check("cannot" in plain(session.obey("save /nowhere/x.pmt")), "save")
        done = subprocess.run([program, "events", f"{folder}/a.pmt"],
                              capture_output=True, timeout=30)
        check(done.returncode == 0 and b"EXIT" in done.stdout, "saved trace")
    session.send("q\n")
    session.close()


def test_bad_input(program, _):
    session = Session([program, "step", "--plain",
                       os.path.join(EXAMPLES, "r15_cascade.py")])
    session.start()
    bad = {
        "nonsense": "there is no command", "goto nowhere": "a moment is",
        "goto 999": "not reached", "goto step:99999": "not reached",
        "next x": "a number is wanted", "next -1": "a number is wanted",
        "next 0": "a number is wanted", "break 9999": "only",
        "break x": "break LINE", "break 3 if": "break LINE",
        "break 3 if (": "missing", "watch": "watch NAME",
        "watch #999": "there is no #999", "watch a +": "missing",
        "catch nothing": "catch free", "catch gc 7": "0, 1 or 2",
        "show": "of what?", "show nobody": "there is no name nobody",
        "show #9999": "there is no #9999", "history #9999": "there was no",
        "list 9999": "ends here", "list x": "list [LINE]",
        "dis 9999": "no bytecode", "delete 99": "there is no 99",
        "finish": "no function runs", "print (": "SyntaxError",
        "screen": "screen on", "info nothing": "info breakpoints",
        "re": "", "r": "no function runs", "\x01\x02": "",
        "heap x": "takes no argument", "re": "",
    }
    for command, text in bad.items():
        got = plain(session.obey(command))
        check(text in got, f"{command}: no {text!r} in\n{got}")
    session.send(b"\x04")
    check(session.close() == 0, "end of input: status 0")


def test_end_of_input(program, _):
    path = os.path.join(EXAMPLES, "r15_cascade.py")
    done = subprocess.run([program, "step", path], input=b"next\nnext",
                          capture_output=True, timeout=30, cwd=ROOT)
    check(done.returncode == 0 and b"line 15" in done.stdout, done.stdout)
    done = subprocess.run([program, "step", "/nowhere.py"], input=b"",
                          capture_output=True, timeout=30)
    check(done.returncode == 2, "no such file")
    done = subprocess.run([program, "step", "-"], input=b"x = 1\n",
                          capture_output=True, timeout=30)
    check(done.returncode == 2 and b"--commands" in done.stderr, "step -")


def test_input_in_the_program(program, _):
    path = program_file("name = input('name? ')\nprint('hello', name)\n")
    for extra in ([], ["--plain"]):
        session = Session([program, "step"] + extra + [path])
        session.start()
        session.send("next\n")
        session.read_until(b"name? ")
        check("hello Ada" not in plain(session.obey("Ada")), "too early")
        session.obey("next")
        check("hello Ada" in plain(session.obey("output")), "input")
        session.obey("restart")
        check("line 2" in plain(session.obey("next")), "asked again")
        session.send("q\n")
        check(session.close() == 0, "status")
    os.unlink(path)


def test_interrupt(program, _):
    path = program_file("n = 0\nwhile True:\n    n += 1\n")
    session = Session([program, "step", "--plain", path])
    session.start()
    session.send("continue\n")
    time.sleep(0.5)
    session.send(b"\x03")
    check("interrupted" in plain(session.start()), "Ctrl-C")
    check("n" in plain(session.obey("next")), "it goes on")
    session.send("bad li")
    session.send(b"\x03")
    session.start()
    check("there is no command" not in plain(session.obey("names")),
          "Ctrl-C drops the line")
    session.send("q\n")
    check(session.close() == 0, "status")
    os.unlink(path)


def test_status_and_errors(program, _):
    for text, status in (("import sys\nsys.exit(3)\n", 3), ("1 / 0\n", 1),
                         ("x = (\n", 1), ("", 0)):
        path = program_file(text)
        done = run_with(program, path, "continue\ncontinue\n")
        wanted = subprocess.run([program, "run", path], capture_output=True,
                                timeout=30)
        check(done.returncode == status == wanted.returncode,
              f"{text!r}: status {done.returncode}")
        for line in wanted.stderr.splitlines():
            check(line in done.stderr, f"{text!r}: no {line!r}")
        os.unlink(path)


def test_windows(program, _):
    path = os.path.join(EXAMPLES, "r15_cascade.py")
    for columns, rows in ((20, 10), (20, 4), (1, 1), (80, 24), (200, 60)):
        session = Session([program, "step", path], columns, rows)
        session.start()
        screen = picture(session.obey("next"))
        for line in plain(screen.encode()).split("\n"):
            check(len(line) <= columns, f"{columns} columns: {line!r}")
        session.send("q\n")
        check(session.close() == 0, "status")
    session = Session([program, "step", path], 80, 24)
    session.start()
    before = picture(session.obey("next"))
    session.resize(60, 20)
    session.drain()
    session.resize(80, 24)
    check(picture(session.drain()) == before, "resized and back")
    session.send("q\n")
    session.close()


def test_plain_terminals(program, _):
    path = os.path.join(EXAMPLES, "r15_cascade.py")
    session = Session([program, "step", path],
                      env={"NO_COLOR": "1", "LC_ALL": "C"})
    session.start()
    screen = picture(session.obey("next"))
    check("\x1b[3" not in screen and "\x1b[1m" not in screen, "NO_COLOR")
    check(screen.isascii(), "ASCII")
    session.send("q\n")
    session.close()
    session = Session([program, "step", path], env={"TERM": "dumb"})
    got = session.start()
    check(b"\x1b" not in got, "a dumb terminal")
    session.send("q\n")
    session.close()


def test_repeat_and_completion(program, _):
    session = Session([program, "step", "--plain",
                       os.path.join(EXAMPLES, "r15_cascade.py")])
    session.start()
    session.obey("next")
    check("line 15" in plain(session.obey("")), "an empty line repeats")
    check("no command" not in plain(session.obey("reverse-ne\t")), "Tab")
    session.send("q\n")
    session.close()


def test_history_file(program, _):
    path = os.path.join(EXAMPLES, "r15_cascade.py")
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            session = Session([program, "step", path], env={
                "PYTUTOR_MEM_HISTORY": os.path.join(folder, "h")})
            session.start()
            session.obey("names")
            session.send("q\n")
            session.close()
        file = os.path.join(folder, "h", "step_history")
        with open(file, encoding="utf-8") as lines:
            check(lines.read() == "names\nq\nnames\nq\n", "history")
        check(os.stat(file).st_mode & 0o077 == 0, "others can read it")


def test_quiz_of_its_own(program, _):
    session = Session([program, "step", "--plain", "--quiz",
                       os.path.join(EXAMPLES, "r07_del_a_name.py")])
    session.start()
    asked = 0
    for _ in range(8):
        session.send("next\n")
        text = plain(session.drain(0.3))
        if "your answer:" in text:
            asked += 1
            session.send("nothing\n")
            text = plain(session.start())
            check("Right: " in text or "No: " in text, text)
    check(asked > 0, "nothing was asked")
    session.send("q\n")
    check("quiz: (" in plain(session.read_until(b"\0never\0")), "score")
    session.close()


def test_quiz(program, _):
    path = program_file("a = []\n# quiz: count a\nb = a\n"
                        "del a\ndel b  # quiz: freed\nprint('x')\n")
    session = Session([program, "step", "--plain", "--quiz", path])
    session.start()
    session.obey("next")
    session.send("next\n")
    check("references of the program" in plain(
        session.read_until(b"your answer: ")), "question")
    got = plain(session.obey("2"))
    check("Right: 2. 2 = 2 names (a, b). (1 of 1 right)" in got, got)
    session.obey("next")
    session.send("next\n")
    check("what will line 5 free" in plain(
        session.read_until(b"your answer: ")), "question")
    got = plain(session.obey("nothing"))
    check("No: #1. (1 of 2 right)" in got, got)
    session.send("q\n")
    session.close()
    with tempfile.NamedTemporaryFile("w") as file:
        file.write("3: What is a? = a list\n")
        file.flush()
        session = Session([program, "step", "--plain",
                           f"--quiz={file.name}", path])
        session.start()
        session.obey("next")
        session.send("next\n")
        session.read_until(b"your answer: ")
        check("Right: a list." in plain(session.obey("A list")), "own")
        session.send("q\n")
        session.close()
    os.unlink(path)


def test_prompt(program, _):
    session = Session([program], prompt=">>> ")
    session.start()

    def expect(command, text):
        got = plain(session.obey(command))
        check(text in got, f"{command}: no {text!r} in\n{got}")

    expect("x = []", "x refers to #1 list")
    expect("y = [x]", "counts: #1 list 1\u21922")
    expect("6 * 7", "42")
    expect("_ + 1", "43")
    expect("%bill x", "count is 2")
    expect("%why x", "to cut it: del x")
    expect("del x", "the name x is gone")
    expect("x", "NameError: name 'x' is not defined")
    expect("%undo", "taken back")
    expect("%undo", "taken back")
    expect("x", "[]")
    session.send("x.app\t")
    session.read_until(b"append")
    expect("(5)", "refers to")
    expect("x", "[5]")
    expect("import sys; sys.getrefcount(x)", "4")  # _ too
    session.send("for i in range(2):\n")
    session.read_until(b"... ")
    session.send("print('at', i)\n")
    session.read_until(b"... ")
    expect("", "at 0\nat 1")
    expect("if x", "SyntaxError: expected ':'")
    expect("%mem off", "")
    check("#" not in plain(session.obey("z = 1")), "%mem off")
    expect("%nonsense", "there is no command")
    expect("class D:\n    def __del__(self): print('gone')\n", "")
    expect("d = D()", "")
    session.send("while True: pass\n\n")
    time.sleep(0.5)
    session.send(b"\x03")
    session.read_until(b"KeyboardInterrupt")
    session.start()
    session.send("(1,\n")
    session.read_until(b"... ")
    session.send(b"\x03")
    session.start()
    session.send(b"\x04")
    rest = session.read_until(b"\0never\0")
    check("gone" in plain(rest), "finalizers at the end")
    session.close()
    check(session.status == 0, f"status {session.status}")


def test_prompt_exit(program, _):
    session = Session([program], prompt=">>> ")
    session.start()
    session.send("raise SystemExit(5)\n")
    check(session.close() == 5, "SystemExit")
    session = Session([program], prompt=">>> ")
    session.start()
    session.obey("quit")
    session.send("quit()\n")
    check(session.close() == 0, "quit()")


def test_labs(program, _):
    path = os.path.join(EXAMPLES, "r14_two_families.py")
    for arguments, status, text in (
            ([], 2, "collectors, del, slots, cost, race or gil"),
            (["race", path], 0, "No two threads count references"),
            (["race", "--schedule", "rr:7",
              os.path.join(EXAMPLES, "r25_counts_without_lock.py")], 0,
             "without a lock             924       708       216"),
            (["gil", path], 0, "The program has one thread"),
            (["nonsense", path], 2, "no such lab"),
            (["collectors"], 2, "FILE is missing"),
            (["collectors", "/nowhere.py"], 2, "cannot read"),
            (["slots", path], 0, "class Node: at most 3 instances"),
            (["del", path], 0, "to gc.garbage, never freed: #9 Node"),
            (["collectors", path], 0, "Order of __del__"),
            (["cost", path], 0, "in all, in")):
        done = subprocess.run([program, "lab"] + arguments, timeout=30,
                              capture_output=True)
        got = (done.stdout + done.stderr).decode()
        check(done.returncode == status, f"{arguments}: {done.returncode}")
        check(text in got, f"{arguments}: no {text!r} in\n{got}")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("a.html", "<h1>What counting costs</h1>"),
                           ("a.md", "# What counting costs"),
                           ("a.txt", "What counting costs")):
            out = os.path.join(folder, name)
            subprocess.run([program, "lab", "cost", path, "-o", out],
                           check=True, capture_output=True, timeout=30)
            with open(out, encoding="utf-8") as file:
                got = file.read()
            check(text in got and "in bytecode" not in got[:20], name)
            check("http:" not in got and "https:" not in got, name)
    path = program_file("raise SystemExit(4)\n")
    done = subprocess.run([program, "lab", "cost", path], timeout=30,
                          capture_output=True)
    check(done.returncode == 4, "the program's status")
    os.unlink(path)


def jobs(program, filters):
    """(name, function) of everything to run."""
    found = []
    for name, function in sorted(globals().items()):
        if not name.startswith("test_"):
            continue
        paths = [None]
        if name.startswith("test_examples"):
            paths = sorted(glob.glob(os.path.join(EXAMPLES, "*.py")))
        for path in paths:
            label = name[5:] + (" " + os.path.basename(path) if path else "")
            if not filters or any(text in label for text in filters):
                found.append((label, lambda f=function, p=path:
                              f(program, p)))
    return found


def run(program, filters=()):
    """Runs all; gives how many passed and failed."""
    def one(job):
        try:
            job[1]()
            return ""
        except (Failed, TimeoutError, OSError,
                subprocess.SubprocessError) as error:
            return f"{type(error).__name__}: {error}"

    found = jobs(os.path.abspath(program), filters)
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for (label, _), text in zip(found, pool.map(one, found)):
            if text:
                bad += 1
                print(f"FAILED step/{label}\n{text}", flush=True)
    return len(found) - bad, bad


if __name__ == "__main__":
    passed, failed = run(sys.argv[1], sys.argv[2:])
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
