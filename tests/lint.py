#!/usr/bin/env python3
"""Checks what a compiler does not: includes point down, sizes, contracts.

Prints one line a finding; status 1 if a rule that binds is broken. Sizes are
told as notes: a file that outgrows a reader's head wants a seam.
"""
import pathlib
import re
import subprocess
import sys

LAYERS = {"gc": ("gc",), "interp": ("gc", "interp"),
          "visualizer": ("gc", "interp", "visualizer")}
FACE = {"gc/ownership.h", "gc/event.h", "gc/event.def", "gc/packed.def",
        "interp/runtime.h"}


def packed_words_told(root):
    """The number of packed words that docs/trace-format.md tells otherwise."""
    doc = (root / "docs/trace-format.md").read_text()
    table = (root / "gc/packed.def").read_text()
    rows = re.findall(r'^PACKED\((\w+), *(\d+),.*?"(.*)"\)$', table, re.M)
    broken = 0
    for kind, number, text in rows:
        numbers = "225 to 239" if kind == "DEATH" else number
        row = "| %s PACKED_%s | %s |\n" % (numbers, kind,
                                          text.replace('\\"', '"'))
        if row not in doc:
            print("docs/trace-format.md: has not the row of gc/packed.def: "
                  + row.strip())
            broken += 1
    if len(re.findall(r"^\| [\d to]+ PACKED_\w+ \|", doc, re.M)) != len(rows):
        print("docs/trace-format.md: has rows that gc/packed.def has not")
        broken += 1
    return broken


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    files = subprocess.run(["git", "ls-files", "*.c", "*.h", "*.def"],
                           cwd=root, stdout=subprocess.PIPE, text=True,
                           check=True).stdout.split()
    broken = packed_words_told(root)
    notes = 0
    for name in files:
        top = name.split("/")[0]
        if top not in LAYERS:
            continue
        text = (root / name).read_text()
        for included in re.findall(r'#include "([^"]+)"', text):
            layer = included.split("/")[0]
            if layer not in LAYERS[top]:
                print("%s: includes upward: %s" % (name, included))
                broken += 1
            if top == "visualizer" and layer != "visualizer" \
                    and included not in FACE:
                print("%s: looks past the seam: %s" % (name, included))
                broken += 1
            if name.startswith("interp/syntax/") \
                    and not included.startswith("interp/syntax/"):
                print("%s: syntax/ stands alone: %s" % (name, included))
                broken += 1
        if name.endswith(".h"):
            guard = re.sub(r"[^A-Z0-9]", "_", name.upper())
            # Bodies are meant to be included several times, or in one place.
            if "#ifndef " + guard not in text \
                    and not name.endswith(("_body.h", "eval_targets.h")):
                print("%s: no include guard %s" % (name, guard))
                broken += 1
        lines = text.count("\n")
        if lines > 600 and not name.endswith("eval_body.h"):
            print("note: %s has %d lines" % (name, lines))
            notes += 1
    print("%d broken, %d notes" % (broken, notes))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
