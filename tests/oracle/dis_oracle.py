"""Compares compile_main --dis with python3's dis.dis().

usage: dis_oracle.py COMPILE_MAIN FILE...
"""
import contextlib
import dis
import io
import re
import subprocess
import sys
import warnings

warnings.simplefilter("ignore")
program, *paths = sys.argv[1:]
equal = 0
for path in paths:
    with open(path, "rb") as file:
        code = compile(file.read(), path, "exec", dont_inherit=True)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        dis.dis(code)
    want = re.sub(r"(<code object \S+) at 0x[0-9a-f]+", r"\1",
                  out.getvalue())
    got = subprocess.run([program, "--dis", path], capture_output=True,
                         text=True).stdout
    got = got[got.index("\n") + 1:got.rindex("end\n")]
    if want == got:
        equal += 1
        continue
    pairs = zip(want.split("\n"), got.split("\n"))
    for a, b in pairs:
        if a != b and "frozenset" not in a:
            print(path, "\n  want", a, "\n  got ", b)
            break
    else:
        equal += 1
print(equal, "of", len(paths), "equal")
