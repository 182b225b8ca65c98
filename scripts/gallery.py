#!/usr/bin/env python3
"""Draws docs/gallery: the examples at the moments they speak of.

    scripts/gallery.py build/pytutor-mem

A picture for each example whose "Try:" line draws, with the first sentence of
its docstring, and one of each other view.
"""

import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "gallery"
OTHERS = [
    ("The collector at work", "view-gc", "examples/r23_the_algorithm.py", ["--view", "gc"]),
    ("Memory over time", "view-memory", "examples/r13_identity.py", ["--view", "memory"]),
    ("Arenas, pools and blocks", "view-arenas", "examples/r28_slots.py", ["--view", "arenas"]),
    ("An instance with slots, byte for byte", "layout-slots", "examples/r28_slots.py", ["--layout", "s"]),
    ("An instance with a dict", "layout-dict", "examples/r28_slots.py", ["--layout", "p"]),
    ("The bill of each count", "bill", "examples/r05_counting_references.py", ["--bill"]),
    ("Dark", "dark", "examples/r18_counting_misses_cycles.py", ["--theme", "dark"]),
    ("High contrast", "contrast", "examples/r18_counting_misses_cycles.py", ["--theme", "contrast"]),
    ("For print", "print", "examples/r18_counting_misses_cycles.py", ["--theme", "print"]),
]


def draw(program, name, arguments):
    """Draws one picture; gives its file name."""
    path = FOLDER / f"{name}.svg"
    subprocess.run([program, *arguments, "-o", str(path)], cwd=ROOT, check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=120)
    return path.name


def examples():
    """(name, first sentence, arguments) of each example that draws."""
    for path in sorted((ROOT / "examples").glob("r*.py")):
        text = path.read_text()
        words = re.search(r"^Try: pytutor-mem (.*)$", text, re.M)[1].split()
        script = str(path.relative_to(ROOT))
        keep = []
        if words[0] == script and "--at" in words:
            keep = words[words.index("--at"):][:2]
        sentence = " ".join(text.split('"""')[1].split("\n\nTry:")[0].split())
        yield path.stem, sentence, [script, *keep]


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    lines = ["# What pytutor-mem draws", "",
             "Made by `make gallery`: the examples at the moments they speak of.", ""]
    for name, sentence, arguments in examples():
        picture = draw(program, name, arguments)
        lines += [f"## {name}", "", sentence, "",
                  f"`pytutor-mem {' '.join(arguments)} -o {picture}`", "",
                  f"![{name}]({picture})", ""]
    lines += ["## Other views and themes", ""]
    for title, name, script, options in OTHERS:
        picture = draw(program, name, [script, *options])
        lines += [f"### {title}", "", f"`pytutor-mem {script} {' '.join(options)} -o {picture}`",
                  "", f"![{title}]({picture})", ""]
    (FOLDER / "README.md").write_text("\n".join(lines))
    print(f"{len(list(FOLDER.glob('*.svg')))} pictures in {FOLDER.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
