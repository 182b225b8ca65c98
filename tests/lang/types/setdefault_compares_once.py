"""dict.setdefault() asks __hash__ and __eq__ once."""
calls = []


class Key:
    def __init__(self, name, like=None):
        self.name, self.like = name, like

    def __hash__(self):
        calls.append("hash " + self.name)
        return 42

    def __eq__(self, other):
        calls.append(f"eq {self.name} {other.name}")
        return self.like is other or other.like is self

a, b = Key("a"), Key("b")
c = Key("c", a)
d = {a: 5}
calls.clear()
print(d.setdefault(b, []), calls)
calls.clear()
print(d.setdefault(b, 1), calls)
calls.clear()
print(d.setdefault(c, 1), calls, len(d))
e = {}
calls.clear()
print(e.setdefault(a, 7), e.setdefault(a), calls)
s = {"x": 1}
calls.clear()
print(s.setdefault(a, 2), s.setdefault("x", 3), s.setdefault("y"), calls,
      len(s))


class Shared:
    def __init__(self):
        self.one = 1

o, p = Shared(), Shared()
print(o.__dict__.setdefault("two", 2), o.__dict__.setdefault("one", 3),
      p.__dict__.setdefault("two", 4), o.__dict__, p.__dict__)
for n in range(40):
    s.setdefault(n, n)
print(len(s), s[39], s.setdefault(39, "no"))


class Bad:
    name = "bad"

    def __hash__(self):
        return 42

    def __eq__(self, other):
        raise ValueError("eq")

Key.__eq__ = Bad.__eq__
try:
    d.setdefault(Bad(), 1)
except ValueError as error:
    print(error, len(d))
try:
    d.setdefault([], 1)
except TypeError as error:
    print(error)
