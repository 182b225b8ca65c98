#!/usr/bin/env python3
"""No memory left: one allocation after the other fails, in turn.

    tests/no_memory.py PROGRAM [STRIDE]

The script below touches much of the runtime. Whichever allocation fails,
and whether the later ones fail too, the program must end by itself: with
its own output when the failure was none of its business, else with a
MemoryError. A signal, a hang or a silent wrong end is an error.
"""
import concurrent.futures
import os
import subprocess
import sys
import tempfile

SCRIPT = """
class Node:
    __slots__ = ("next", "__weakref__")
    def __init__(self, next=None):
        self.next = next
    def __del__(self):
        pass
class Plain(Node):
    kind = "plain"
    def method(self, *args, key=None, **rest):
        return [args, key, rest]
def numbers(n):
    for i in range(n):
        try:
            yield {i: str(i) * 3, "k": (i, i + 0.5)}
        finally:
            i = None
def closure():
    cell = []
    def inner(x):
        cell.append(x)
        return sorted(cell, key=lambda v: -v)
    return inner
a = Plain(); a.next = Plain(a); a.extra = {1, 2, 3}
print(a.method(1, 2, key=3, z=4), [list(d) for d in numbers(3)])
f = closure(); f(3); print(f(5), f"{2 ** 200:x}"[:5], "%s-%r" % ("x", b"y"))
try:
    {}["missing"]
except KeyError as error:
    print(repr(error), error.__context__)
import gc
del a
print(gc.collect(), "a,b".split(","), bytes(3), bytearray(b"q") * 2)
with open(__file__) as file:
    print(len(file.readline()))
match [1, {"k": 2}]:
    case [x, {"k": y}]:
        print(x, y, *map(str, range(3)), *zip("ab", "cd"))
print(eval("1 + 1"), type("T", (), {"v": 1}).v, isinstance(3, (int, str)))
"""


def attempt(program, path, number, extra):
    command = [program] + extra + ["--fail-allocation", number, path]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return number, "timeout", b"", b""
    return number, done.returncode, done.stdout, done.stderr


def run(program, stride):
    """Every stride-th allocation; 1 when something ended badly."""
    program = os.path.abspath(program)
    failed = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "script.py")
        with open(path, "w") as file:
            file.write(SCRIPT)
        good = subprocess.run([program, "run", path], capture_output=True)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for mode in (["run"], ["record", "-o", os.devnull]):
                for plus in ("", "+"):
                    number = 1
                    while True:
                        batch = [str(number + i * stride) + plus
                                 for i in range(50)]
                        results = list(pool.map(
                            lambda n: attempt(program, path, n, mode), batch))
                        for n, status, out, err in results:
                            tried += 1
                            ok = (status == 0 and out == good.stdout) or (
                                status in (0, 1) and b"MemoryError" in err)
                            if not ok:
                                failed += 1
                                if failed <= 10:
                                    print("FAILED", mode, n, status,
                                          err[-200:])
                        if not any(b"MemoryError" in r[3] for r in results):
                            break
                        number += 50 * stride
    if failed:
        print("FAILED no_memory: %d of %d" % (failed, tried))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1))
