"""The library's tools on top: trace.Trace counts lines, bdb stops at break
points, pdb takes commands."""
# runner: audit-every=2000 timeout=120 modes=plain,audit,all
import bdb
import io
import linecache
import pdb
import sys
import trace

SOURCE = """\
def gcd(a, b):
    while b:
        a, b = b, a % b
    return a

def main():
    total = 0
    for n in (12, 18):
        total += gcd(n, 8)
    return total
"""
linecache.cache["lesson.py"] = (len(SOURCE), None,
                                SOURCE.splitlines(True), "lesson.py")
space = {"__name__": "lesson"}
exec(compile(SOURCE, "lesson.py", "exec"), space)

tracer = trace.Trace(count=1, trace=0)


def triangle(n):
    total = 0
    for i in range(n):
        total += i
    return total


print(tracer.runfunc(triangle, 4))
counts = tracer.results().counts
print(sorted((line, n) for (file, line), n in counts.items()
             if file.endswith("tools.py")))

tracer = trace.Trace(count=0, trace=0, countcallers=1)
tracer.runfunc(space["main"])
print(sorted((a[2], b[2]) for a, b in tracer.results().callers
             if a[0] == "lesson.py"))


class Stops(bdb.Bdb):
    def user_line(self, frame):
        if frame.f_code.co_filename == "lesson.py":
            print("stop at", frame.f_lineno, dict(frame.f_locals))
        self.set_continue() if self.seen else self.set_step()
        self.seen += 1

    def user_return(self, frame, value):
        print("return", frame.f_code.co_name, value)

    seen = 0


b = Stops()
b.canonic = lambda name: name
b.set_break("lesson.py", 3)
b.runcall(space["main"])
print(b.seen, sys.gettrace())

commands = """\
break 3
continue
p a, b
next
where
up
p n
down
p a
return
continue
"""
out = io.StringIO()
debugger = pdb.Pdb(stdin=io.StringIO(commands), stdout=out, nosigint=True,
                   readrc=False)
debugger.use_rawinput = False
debugger.canonic = lambda name: name
debugger.runcall(space["main"])
text = out.getvalue()
print("\n".join(line for line in text.splitlines() if "bdb.py" not in line))
