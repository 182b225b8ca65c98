"""Special methods that are properties which fail: some operations take that
for a class without the method, others raise the property's error."""


def missing(self):
    raise AttributeError("missing")


def broken(self):
    raise ValueError("broken")

uses = {
    "__eq__": lambda x: x == x, "__ne__": lambda x: x != x,
    "__lt__": lambda x: x < x, "__repr__": lambda x: repr(x)[:10],
    "__str__": str, "__hash__": hash, "__iter__": iter, "__bool__": bool,
    "__len__": bool, "__contains__": lambda x: 1 in x,
    "__add__": lambda x: x + 1, "__radd__": lambda x: 1 + x,
    "__getitem__": lambda x: x[0], "__next__": next,
    "__call__": lambda x: x(), "__index__": lambda x: [1][x],
    "__neg__": lambda x: -x, "__float__": float, "__reversed__": reversed,
    "__pow__": lambda x: x ** 2, "__length_hint__": list, "__dir__": dir,
    "__bytes__": bytes, "__complex__": complex, "__round__": round,
    "__getattr__": lambda x: x.foo, "__getattribute__": lambda x: x.foo,
    "__setattr__": lambda x: setattr(x, "q", 1), "__init__": type,
}
for name, use in uses.items():
    for function in missing, broken:
        cls = type("C", (), {name: property(function)})
        try:
            print(name, use(cls() if name == "__init__" else cls.__new__(cls)))
        except Exception as error:
            print(name, type(error).__name__, error)


class Both:
    __iter__ = property(missing)

    def __getitem__(self, i):
        if i > 2:
            raise IndexError
        return i

print(list(Both()))
