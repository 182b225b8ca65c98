"""The examples: same output as CPython's, and the pictures they promise.

Each examples/NAME.py says at its top "Try: pytutor-mem ARGUMENTS". What that
command prints is kept in examples/expected/NAME.txt; UPDATE=1 renews it.
"""
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


def command(program, example):
    """The command an example's docstring promises, as a list."""
    found = re.search(r"^Try: pytutor-mem (.*)$", example.read_text(),
                      re.MULTILINE)
    return [str(program)] + found.group(1).split()


# What these show counts the runtime's own objects too: a new built-in type
# changes it.
COUNT_ALL = ("f03_", "r14_", "r16_", "r17_", "r19_", "r20_", "r23_", "r31_",
             "threads_", "r25_", "r30_")

# These import modules of CPython's library, and Debian's updates change how
# many steps and constants those have.
LIBRARY = ("f20_", "r30_")


def comparable(name, text):
    """The picture without what is no matter of the example.

    The runtime's own strings (sys.path, sys.executable) are as long as the
    directory that the program stands in.
    """
    text = re.sub(r"(\d+ more str), [\d,.]+ k?B", r"\1, # B", text)
    text = re.sub(r"^(\d+ objects), [\d,.]+ k?B;", r"\1, # B;", text,
                  flags=re.MULTILINE)
    if name.startswith(LIBRARY):
        text = re.sub(r"\(step \d+\)", "(step #)", text)
        text = re.sub(r"\+ \d+ (by the code's constants)([^=]*)= \d+",
                      r"+ # \1\2= #", text)
    if name.startswith("r30_lab"):  # measured: no two runs are the same
        text = re.sub(r"^(  \d (threads?|processes)).*", r"\1 #", text,
                      flags=re.MULTILINE)
        text = re.sub(r"has \d+ processors?", "has # processors", text)
    if name.startswith("r30_lab_"): # it measures
        text = re.sub(r"\s*\d[\d,.]*", " #", text)
    elif name.startswith(COUNT_ALL):
        text = re.sub(r"[ \n]*\d[\d,.]{2,}", " #", text)
        text = re.sub(r"\d+ more", "# more", text)
    return text


def run(program):
    """Runs all examples; (passed, failed) and prints what failed."""
    environment = dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1",
                       PYTHONHASHSEED="0")
    passed = failed = 0
    program = pathlib.Path(program).resolve()
    for example in sorted((ROOT / "examples").glob("*.py")):
        expected = ROOT / "examples" / "expected" / (example.stem + ".txt")
        done = subprocess.run(command(program, example), cwd=ROOT,
                              env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=60)
        # A stream of events is long: its end tells enough.
        text = "\n".join(done.stdout.decode().splitlines()[-120:]) + "\n"
        if os.environ.get("UPDATE"):
            expected.parent.mkdir(exist_ok=True)
            expected.write_text(text)
        if done.returncode == 0 and expected.exists() \
                and comparable(example.name, expected.read_text()) \
                == comparable(example.name, text):
            passed += 1
        else:
            failed += 1
            print("FAILED examples/%s (status %d)"
                  % (example.name, done.returncode))
    return passed, failed


if __name__ == "__main__":
    import sys
    print("%d passed, %d failed" % run(sys.argv[1]))
