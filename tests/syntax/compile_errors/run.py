"""Runs compile_main over cases.txt: wrong programs and what is said of them.

usage: run.py COMPILE_MAIN
Cases are separated by `---`; lines that begin with `-->` are the expected
error and warnings.
"""
import os
import subprocess
import sys
import tempfile

program = sys.argv[1]
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "cases.txt")) as file:
    cases = file.read().rstrip("\n").split("\n---\n")
failed = 0
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "case.py")
    for case in cases:
        lines = case.split("\n")
        want = [line[4:] for line in lines if line.startswith("--> ")]
        source = [line for line in lines if not line.startswith("--> ")]
        with open(path, "w") as file:
            file.write("\n".join(source) + "\n")
        output = subprocess.run([program, path], capture_output=True,
                                text=True).stdout
        got = [line.removesuffix(" parser") for line in output.split("\n")
               if line.startswith(("error ", "warning "))]
        if want != got:
            failed += 1
            print("\n".join(source), "\n  want", want, "\n  got ", got)
print("%d cases, %d failed" % (len(cases), failed))
sys.exit(1 if failed else 0)
