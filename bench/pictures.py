#!/usr/bin/env python3
"""Measures drawing: time for each frame, pages by their steps, a deck.

    bench/pictures.py [--program build/pytutor-mem]

A frame is a picture of a heap of that many objects; beside it `dot` alone on
the same heap as the DOT view writes it. Times are wall time, the recording's
own taken off where it says so.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

TREE = """class Node:
    def __init__(self, n):
        self.n = n
        self.left = self.right = None
items = []
def grow(count):
    for i in range(count):
        node = Node(i)
        if i:
            above = items[(i - 1) // 2]
            if above.left is None:
                above.left = node
            else:
                above.right = node
        items.append(node)
grow({count})
root = items[0]
del items
"""

# Every object has a box.
WHOLE = """class Node:
    def __init__(self, n):
        self.n = n
        self.left = self.right = None
nodes = []
for i in range({count}):
    node = Node(i)
    nodes.append(node)
    if i > 0:
        parent = nodes[(i - 1) // 2]
        if i % 2:
            parent.left = node
        else:
            parent.right = node
for k in range({rounds}):
    a = nodes[k % {count}]
    b = [k, a]
"""

LOOP = """class Node:
    def __init__(self, n):
        self.n = n
items = [Node(i) for i in range({count})]
for k in range({rounds}):
    a = items[k % {count}]
    b = [k, a]
"""


def timed(command, rounds=3, **more):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       timeout=900, **more)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def load(here, page):
    """Milliseconds in headless Chromium; nothing where it is not set up."""
    if not (here.parent / "tests/page/node_modules/playwright-core").is_dir():
        return ""
    done = subprocess.run(["node", str(here / "page_load.js"), page], check=True,
                          capture_output=True, text=True, timeout=300)
    return "%6s %7s %6s %8s %6s %8s %6s %6s" % tuple(done.stdout.split())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="build/pytutor-mem")
    here = pathlib.Path(__file__).resolve().parent
    program = str(pathlib.Path(parser.parse_args().program).resolve())
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        print("a frame         whole s  drawing s   dot alone s")
        for count in (10, 100, 1000):
            pathlib.Path("tree.py").write_text(TREE.format(count=count))
            subprocess.run([program, "record", "tree.py", "-o", "t.pmt"], check=True)
            most = ["--max-objects", str(count + 20)]
            whole = timed([program, "t.pmt", *most, "-o", "t.svg"])
            text = timed([program, "t.pmt", *most, "-o", "t.json"])
            subprocess.run([program, "t.pmt", *most, "-o", "t.dot"], check=True)
            try:
                alone = "%.2f" % timed(["timeout", "60", "dot", "-Tsvg", "t.dot", "-o", "d.svg"], 1)
            except subprocess.CalledProcessError:
                alone = "> 60"
            print("%5d objects %10.2f %10.2f %13s" % (count, whole, whole - text, alone))
        print("a page                     made in s    MB   first  loaded   step  slowest"
              "   jump  slowest   busy: step  jump (ms)")
        for count, rounds in ((10, 300), (100, 3200), (1000, 500), (1000, 14000)):
            pathlib.Path("loop.py").write_text(
                (LOOP if count < 1000 else WHOLE).format(count=count, rounds=rounds))
            taken = timed([program, "loop.py", "--max-objects", "1010", "-o", "p.html"], 1)
            steps = rounds * 3 + count * (2 if count < 1000 else 10)
            print("%5d objects, %6d steps %9.2f %6.2f %s" % (
                count, steps, taken, os.path.getsize("p.html") / 1e6, load(here, "p.html")))
        pathlib.Path("tree.py").write_text(TREE.format(count=12))
        taken = timed([program, "slides", "tree.py", "-o", "d.pdf", "--steps", "10-59"], 1)
        print("a deck of 50 pages: %.2f s, %.2f MB" % (taken, os.path.getsize("d.pdf") / 1e6))


if __name__ == "__main__":
    main()
