"""contextlib: managers from generators, suppress, ExitStack, closing."""
# runner: audit-every=200
import contextlib
import io
import sys


@contextlib.contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield name.upper()
    except ValueError as error:
        print("caught", error)
    finally:
        print(f"</{name}>")


class Resource:
    opened = []

    def __init__(self, name, fail=False):
        self.name, self.fail = name, fail

    def __enter__(self):
        if self.fail:
            raise OSError(f"cannot open {self.name}")
        Resource.opened.append(self.name)
        return self

    def __exit__(self, kind, value, traceback):
        Resource.opened.remove(self.name)
        print("closing", self.name, kind.__name__ if kind else None)
        return False

    def close(self):
        print("close() of", self.name)


with tag("b") as b, tag("i") as i:
    print(b, i)
with tag("p"):
    raise ValueError("inside")
try:
    with tag("q"):
        raise KeyError("not mine")
except KeyError as error:
    print("outside:", error)


@tag("decorated")
def work(n):
    print("working", n)
    return n * 2


print(work(4), work(5))
with contextlib.suppress(ZeroDivisionError, KeyError):
    {}["x"]
    print("never")
out = io.StringIO()
with contextlib.redirect_stdout(out):
    print("hidden")
    print("error", file=sys.stdout)
print(repr(out.getvalue()))
try:
    with contextlib.ExitStack() as stack:
        names = [stack.enter_context(Resource(n, n == "c")) for n in "abcd"]
except OSError as error:
    print(error, Resource.opened)
with contextlib.ExitStack() as stack:
    stack.callback(print, "callback", end="!\n")
    stack.push(lambda *args: print("pushed", args[0]) or True)
    stack.enter_context(Resource("x"))
    kept = stack.pop_all()
print("kept open:", Resource.opened)
kept.close()
with contextlib.closing(Resource("closed")) as r, contextlib.nullcontext(5) as five:
    print(r.name, five)
try:
    with (Resource("one") as one,
          Resource("two") as two):
        print(Resource.opened)
        1 / 0
except ZeroDivisionError as error:
    print(error, Resource.opened, error.__context__)


class Nested:
    depth = 0

    def __enter__(self):
        Nested.depth += 1
        return Nested.depth

    def __exit__(self, *args):
        Nested.depth -= 1


nested = Nested()
with nested as a, nested as b:
    print(a, b)
for bad in (lambda: exec("with 5: pass"), lambda: exec("with tag: pass", {"tag": tag}),
            lambda: next(tag("x").gen) and next(tag("y").gen)):
    try:
        bad()
    except TypeError as error:
        print(error)


@contextlib.contextmanager
def wrong():
    yield 1
    yield 2


try:
    with wrong():
        pass
except RuntimeError as error:
    print(error)
try:
    with contextlib.contextmanager(lambda: iter(()))():
        pass
except RuntimeError as error:
    print(error)
