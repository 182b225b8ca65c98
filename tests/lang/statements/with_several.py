"""with of several managers, parentheses, targets, suppressing, errors."""


class M:
    def __init__(self, name, swallow=False, fail=""):
        self.name, self.swallow, self.fail = name, swallow, fail

    def __enter__(self):
        print("enter", self.name)
        if self.fail == "enter":
            raise OSError("enter " + self.name)
        return self.name.upper()

    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind and kind.__name__, value, bool(trace))
        if self.fail == "exit":
            raise KeyError("exit " + self.name)
        return self.swallow


with M("a") as a, M("b") as b:
    print(a, b)
with (M("c") as c, M("d"), M("e") as e,):
    print(c, e)
with (M("f")):
    print("plain")
with (M("g"), M("h"))[1] as t:
    print(t)
d, box = {}, [0]
with M("j") as d["k"], M("l") as box[0], M("xy") as (p, q), M("rst") as [r, *s]:
    print(d, box, p, q, r, s)
for swallow in (True, False):
    try:
        with M("outer"), M("inner", swallow):
            raise ValueError("inside")
        print("went on")
    except ValueError as error:
        print("caught", error)
try:
    with M("one"), M("two", fail="enter"):
        print("never")
except OSError as error:
    print("caught", error)
try:
    with M("one", fail="exit"), M("two", fail="exit"):
        raise ValueError("body")
except KeyError as error:
    print(error, "<-", repr(error.__context__), "<-",
          repr(error.__context__.__context__))


def leave(how):
    for i in range(3):
        with M(f"{how}{i}"):
            if how == "return":
                return i
            if how == "break":
                break
            if how == "continue":
                continue
        print("end of loop body")
    return "left"


print(leave("return"), leave("break"), leave("continue"))


def gen():
    with M("gen"):
        yield 1
        yield 2


g = gen()
next(g)
g.close()


class NoExit:
    def __enter__(self):
        pass


class NoEnter:
    def __exit__(self, *args):
        pass


class Instance:
    pass


one = Instance()
one.__enter__ = one.__exit__ = lambda *a: None
for wrong in (5, NoExit(), NoEnter(), one, None, M):
    try:
        with wrong:
            pass
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
try:
    with M("unpack") as (x, y):
        pass
except ValueError as error:
    print(error)
