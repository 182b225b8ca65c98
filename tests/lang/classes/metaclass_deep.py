"""Metaclasses: __prepare__, __new__, __call__, keywords, conflicts."""


class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print("prepare", name, bases, kw)
        return {"prepared": True}

    def __new__(mcs, name, bases, ns, **kw):
        print("new", name, sorted(k for k in ns if k[0] != "_"), kw)
        return super().__new__(mcs, name, bases, ns)

    def __init__(cls, name, bases, ns, **kw):
        print("init", name, kw)
        super().__init__(name, bases, ns)

    def __call__(cls, *args, **kw):
        print("call", cls.__name__, args, kw)
        return super().__call__(*args, **kw)

    def __instancecheck__(cls, o):
        return o == 5

    def __subclasscheck__(cls, o):
        return o is int

    def __len__(cls):
        return 42

    def __iter__(cls):
        return iter("ab")

    def __contains__(cls, x):
        return x == "c"

    def __getitem__(cls, key):
        return key

    def __repr__(cls):
        return f"<{cls.__name__}>"

    def __add__(cls, o):
        return "sum"

    attr = "of the metaclass"


class A(metaclass=Meta, flag=1):
    x = 1

    def __init__(self, n=0):
        self.n = n


class B(A, other=2):
    pass


print(A(3).n, A.prepared, B, type(B).__name__)
print(isinstance(5, A), isinstance(6, A), issubclass(int, A), issubclass(B, A))
print(len(A), list(A), "c" in A, A["k"], A + 1, A.attr)
try:
    A().attr
except AttributeError as error:
    print(error)
for wrong in ("class X(A, metaclass=type): pass",
              "class X(metaclass=Other): pass",
              "class X(A, metaclass=Other): pass",
              "class X(int, metaclass=5): pass",
              "class X(metaclass=print): pass",
              "class X(flag=1): pass", "class X(5): pass",
              "class X(A, A): pass", "class X(object, int): pass",
              "class X(*[int], **{'metaclass': type}): pass",
              "class X(None): pass", "class X(bool): pass",
              "class X(metaclass=type, metaclass=type): pass",
              "class X(len): pass", "class X(int, str): pass",
              "class X(metaclass=BadPrepare): pass"):
    class Other(type):
        pass

    class BadPrepare(type):
        @classmethod
        def __prepare__(mcs, name, bases):
            return 5
    try:
        exec(wrong)
        print(wrong, "fine")
    except (TypeError, SyntaxError, AttributeError) as error:
        print(wrong, "->", type(error).__name__, error)


def build(name, bases, ns, **kw):
    print("build", name, bases, sorted(ns), kw)
    return "no class at all"


class F(A, metaclass=build, k=1):
    y = 2


print(F)


class Recorder(dict):
    def __setitem__(self, key, value):
        print("namespace", key)
        super().__setitem__(key, value)


class Order(type):
    __prepare__ = classmethod(lambda mcs, n, b: Recorder())


class G(metaclass=Order):
    a = 1
    b = a

    def f(self):
        pass
