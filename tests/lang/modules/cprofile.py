"""cProfile with a timer that counts its calls: each figure is exact."""
# runner: audit-every=200 timeout=60
import cProfile
import pstats
import io


class Clock:
    now = 0

    def __call__(self):
        self.now += 1
        return self.now


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def work():
    items = []
    for i in range(3):
        items.append(fib(i + 2))
    return sum(items), len(items), sorted(items, key=lambda x: -x)


def failing():
    try:
        int("x")
    except ValueError:
        raise KeyError


def generator():
    yield 1
    yield 2


def code_name(code):
    return code if isinstance(code, str) else code.co_name


def show(profile):
    rows = []
    for e in profile.getstats():
        rows.append((code_name(e.code), e.callcount, e.reccallcount,
                     round(e.totaltime, 6), round(e.inlinetime, 6),
                     e.calls and sorted((code_name(s.code), s.callcount,
                                         s.reccallcount,
                                         round(s.totaltime, 6),
                                         round(s.inlinetime, 6))
                                        for s in e.calls)))
    for row in sorted(rows, key=lambda r: r[:2]):
        print(row)


p = cProfile.Profile(Clock())
p.enable()
work()
p.disable()
show(p)
p.clear()
print(p.getstats())
print(p.runcall(work))
try:
    p.runcall(failing)
except KeyError:
    pass
print(p.runcall(lambda: list(generator())))
show(p)

p = cProfile.Profile(Clock(), subcalls=False, builtins=False)
p.enable(subcalls=False, builtins=False)
work()
p.disable()
show(p)

p = cProfile.Profile(Clock(), 0.5)
p.run("work()")
show(p)
p = cProfile.Profile(Clock())
p.enable()
fib(3)
p.disable()
out = io.StringIO()
stats = pstats.Stats(p, stream=out).strip_dirs().sort_stats("ncalls", "name")
stats.print_stats()
stats.print_callers("fib")
print(out.getvalue())
entry = p.getstats()[0]
print(type(entry), len(entry), entry._fields if hasattr(entry, "_fields")
      else "")
for wrong in (lambda: cProfile.Profile(1, 2, 3, 4, 5),
              lambda: cProfile.Profile(timeunit="a")):
    try:
        wrong()
    except TypeError as e:
        print(type(e).__name__)
