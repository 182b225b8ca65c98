"""Binary operators: reflection, subclasses first, NotImplemented, messages."""
names = {"+": "add", "-": "sub", "*": "mul", "/": "truediv",
         "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
         "&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift"}


class Left:
    pass


class Right:
    pass


class Child(Left):
    pass


class Refuses:
    pass


for sign, name in names.items():
    setattr(Left, f"__{name}__", lambda a, b, n=name: f"Left.{n}")
    setattr(Left, f"__r{name}__", lambda a, b, n=name: f"Left.r{n}")
    setattr(Right, f"__r{name}__", lambda a, b, n=name: f"Right.r{n}")
    setattr(Child, f"__r{name}__", lambda a, b, n=name: f"Child.r{n}")
    setattr(Refuses, f"__{name}__", lambda a, b: NotImplemented)
    setattr(Refuses, f"__r{name}__", lambda a, b: NotImplemented)
for sign in names:
    out = []
    for a, b in ((Left(), Right()), (Right(), Left()), (Left(), Child()),
                 (1, Right()), (Right(), 1), (Refuses(), Right()),
                 (Refuses(), Refuses()), (1, "a"), (None, []), ([], 1.5),
                 ("a", {}), (object(), 1)):
        try:
            out.append(eval(f"a {sign} b"))
        except TypeError as error:
            out.append(str(error))
    print(sign, *out, sep="\n   ")


class Compare:
    def __init__(self, n):
        self.n = n

    def __lt__(self, o):
        print("lt", self.n)
        return NotImplemented

    def __gt__(self, o):
        print("gt", self.n)
        return "gt!"

    def __eq__(self, o):
        print("eq", self.n)
        return NotImplemented


x, y = Compare(1), Compare(2)
print(x < y, x > y, x == y, x != y, x == 5, 5 > x)
for code in ("x <= y", "x < 5", "1 < x < 2", "hash(x)", "{x}"):
    try:
        print(code, eval(code))
    except TypeError as error:
        print(code, error)


class Ternary:
    def __pow__(self, e, m=None):
        return ("pow", e, m)

    def __rpow__(self, b):
        return ("rpow", b)

    def __divmod__(self, o):
        return "divmod"

    def __rdivmod__(self, o):
        return "rdivmod"


t = Ternary()
print(t ** 2, pow(t, 2), pow(t, 2, 3), 2 ** t, divmod(t, 1), divmod(1, t))
for code in ("pow(2, t, 3)", "divmod('a', 1)", "divmod(None, 1)", "pow('a', 2)",
             "pow(2, 'a', 3)", "-'a'", "~None", "+[]", "abs('x')", "not x"):
    try:
        print(code, eval(code))
    except TypeError as error:
        print(code, error)
