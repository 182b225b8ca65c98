"""Compares the parser with CPython's: the tree of every file must be equal.

usage: python3.11 ast_oracle.py AST_MAIN [PATH...]
AST_MAIN is the program of tests/tools/ast_main.c; the default path is the
standard library of the Python that runs this. Files that CPython rejects
must be rejected too.
"""
import ast
import os
import sys
import sysconfig
import warnings

from ast_oracle_batch import Batch


def expected(source):
    try:
        return ast.dump(ast.parse(source), include_attributes=True)
    except (SyntaxError, ValueError, MemoryError) as error:
        return "%s: " % type(error).__name__


def python_files(paths):
    for path in paths:
        if os.path.isfile(path):
            yield path
        for folder, _, names in sorted(os.walk(path)):
            for name in sorted(names):
                if name.endswith(".py"):
                    yield os.path.join(folder, name)


def first_difference(ours, theirs):
    n = len(os.path.commonprefix([ours, theirs]))
    return "  ours   %s\n  CPython %s" % (
        ours[max(0, n - 60):n + 100], theirs[max(0, n - 60):n + 100])


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20000)
    program = sys.argv[1]
    paths = sys.argv[2:] or [sysconfig.get_paths()["stdlib"]]
    batch = Batch(program)
    equal = total = 0
    for path in python_files(paths):
        with open(path, "rb") as file:
            source = file.read()
        theirs = expected(source)
        ours = batch.ask(source)
        total += 1
        if ours == theirs or (theirs.endswith("Error: ") and
                              not ours.startswith("Module(")):
            equal += 1
        else:
            print(path)
            print(first_difference(ours, theirs))
            if ours.startswith("(died"):
                batch = Batch(program)
    print("%d of %d equal" % (equal, total))
    return equal != total


sys.exit(main())
