"""Augmented assignment to every target, order of evaluation, in-place."""
log = []


class Noisy:
    def __init__(self, name):
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "data", {})

    def __getattr__(self, name):
        log.append(f"get {name}")
        return self.data.get(name, 1)

    def __setattr__(self, name, value):
        log.append(f"set {name} {value}")
        self.data[name] = value

    def __getitem__(self, key):
        log.append(f"getitem {key}")
        return self.data.get(key, 1)

    def __setitem__(self, key, value):
        log.append(f"setitem {key} {value}")
        self.data[key] = value


def f(name, value):
    log.append(f"f {name}")
    return value


n = Noisy("n")
f("object", n).attr += f("value", 5)
print(log)
log.clear()
f("object", n)[f("key", "k")] *= f("value", 3)
print(log)
log.clear()
n[1:2, ...] -= 1
print(log)


class In:
    def __init__(self, v):
        self.v = v

    def __repr__(self):
        return f"In({self.v})"


operators = {"+": "add", "-": "sub", "*": "mul", "/": "truediv",
             "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
             "&": "and", "|": "or", "^": "xor", "<<": "lshift",
             ">>": "rshift"}
for name in operators.values():
    setattr(In, f"__i{name}__", lambda self, o, name=name:
            In(f"{self.v} i{name} {o}"))
for sign in operators:
    x = In(1)
    exec(f"x {sign}= 2")
    print(sign, x)
    y = 12
    try:
        exec(f"y {sign}= 5")
        print(y)
        exec(f"y {sign}= 'a'")
    except TypeError as error:
        print(error)
t = ([1],)
try:
    t[0] += [2]
except TypeError as error:
    print(error, t)
a = b = [1]
a += [2]
print(b)
a = a + [3]
print(b)
s = u = "x"
s += "y"
print(u)


class Falls:
    def __iadd__(self, other):
        return NotImplemented

    def __add__(self, other):
        return "add"


x = Falls()
x += 1
print(x)
x = Falls()
try:
    x -= 1
except TypeError as error:
    print(error)
try:
    undefined += 1
except NameError as error:
    print(error)


def local():
    value += 1


value = 1
try:
    local()
except UnboundLocalError as error:
    print(error)
