"""Context managers: classes, generators, ExitStack, suppress, nesting and
what happens with exceptions in each of their parts."""
# runner: audit-every=200 timeout=90 modes=plain,audit,all
import contextlib
import io
import os
import tempfile


class Managed:
    def __init__(self, name, swallow=()):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        print("enter", self.name)
        return self

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind and kind.__name__, value)
        return kind is not None and issubclass(kind, self.swallow)


with Managed("a") as a, Managed("b"):
    print("in", a.name)
with Managed("c", ValueError):
    raise ValueError("swallowed")
try:
    with Managed("d"), Managed("e", KeyError):
        raise IndexError("passes")
except IndexError as e:
    print("caught", e)


def early():
    for i in range(3):
        with Managed(f"loop {i}"):
            if i == 0:
                continue
            if i == 1:
                break
    with Managed("return"):
        return "value"


print(early())


@contextlib.contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield name.upper()
    except ZeroDivisionError as e:
        print("in tag:", e)
    finally:
        print(f"</{name}>")


with tag("p") as t:
    print(t)
with tag("q"):
    1 / 0


@tag("deco")
def decorated(x):
    print("body", x)


decorated(1)
decorated(2)

with contextlib.ExitStack() as stack:
    for n in range(3):
        stack.enter_context(Managed(n))
    stack.callback(print, "callback", end="!\n")
    kept = stack.pop_all()
    print("nothing closed yet")
kept.close()

with contextlib.suppress(FileNotFoundError, KeyError):
    os.remove("this file does not exist")
out = io.StringIO()
with contextlib.redirect_stdout(out):
    print("hidden")
print(repr(out.getvalue()))
with contextlib.closing(io.StringIO("x")) as f:
    print(f.read())
print(f.closed)
with contextlib.nullcontext(5) as five:
    print(five)


class Resource(contextlib.ContextDecorator):
    def __enter__(self):
        print("take")

    def __exit__(self, *exc):
        print("give back")


@Resource()
def work():
    print("work")


work()
try:
    with object():
        pass
except TypeError as e:
    print(e)


@contextlib.contextmanager
def no_yield():
    if False:
        yield


try:
    with no_yield():
        pass
except RuntimeError as e:
    print(e)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "t.txt")
    with open(path, "w") as f:
        f.write("line\n" * 3)
    with open(path) as f, open(path + "2", "w") as g:
        g.writelines(reversed(f.readlines()))
    print(sorted(os.listdir(folder)))
print(os.path.exists(folder))
