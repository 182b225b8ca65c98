#!/usr/bin/env python3
"""Checks what a compiler does not: includes point down, sizes, contracts.

Prints one line a finding, and status 1 if there is one: a file that outgrows a
reader's head wants a seam.
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


FILE_LINES, HEADER_LINES, FUNCTION_LINES, LEVELS = 600, 180, 60, 4
COLUMNS = 80


def functions(lines):
    """Name, first line and body of each function, as clang-format lays out."""
    start = None
    for i, line in enumerate(lines):
        if line == "{":
            start = i
        elif line == "}" and start is not None:
            name = next((text for text in reversed(lines[:start])
                         if re.match(r"\w+\(", text)), "?")
            yield name.split("(")[0], start + 2, lines[start + 1:i]
            start = None


def is_dispatch(body):
    """One flat switch: many cases, each short."""
    return sum(bool(re.match(r" {4}(case|default)\b", line))
               for line in body) * 12 >= len(body)


def sizes_broken(name, text):
    """The number of sizes that are above the limits."""
    broken = 0
    lines = text.split("\n")
    header = name.endswith(".h") and not name.endswith("_body.h")
    if len(lines) - 1 > (HEADER_LINES if header else FILE_LINES):
        print("%s: has %d lines" % (name, len(lines) - 1))
        broken += 1
    for i, line in enumerate(lines):
        if len(line) > COLUMNS and not name.endswith(".def"):
            print("%s:%d: has %d columns" % (name, i + 1, len(line)))
            broken += 1
    for function, at, body in functions(lines):
        if len(body) > FUNCTION_LINES and not is_dispatch(body):
            print("%s:%d: %s has %d lines" % (name, at, function, len(body)))
            broken += 1
        for i, line in enumerate(body):
            opens = re.match(r"( +)(if|for|while|do|switch)\b.*\{$", line)
            if opens and len(opens.group(1)) // 4 > LEVELS:
                print("%s:%d: is nested deeper than %d levels"
                      % (name, at + i, LEVELS))
                broken += 1
    return broken


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    files = subprocess.run(["git", "ls-files", "*.c", "*.h", "*.def"],
                           cwd=root, stdout=subprocess.PIPE, text=True,
                           check=True).stdout.split()
    broken = packed_words_told(root)
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
        broken += sizes_broken(name, text)
    print("%d broken" % broken)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
