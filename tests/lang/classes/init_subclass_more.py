"""__init_subclass__, __class_getitem__, __mro_entries__, __set_name__ order."""


class Base:
    registry = []

    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw)
        print("init_subclass", cls.__name__, tag, cls.__dict__.get("x"))
        cls.registry.append(cls.__name__)

    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item}]"


class Named:
    def __set_name__(self, owner, name):
        print("set_name", name)


class A(Base, tag="first"):
    x = 1
    n = Named()


class B(A):
    pass


print(Base.registry, A[int], B["q", 1])
for wrong in ("class C(Base, wrong=1): pass", "class C(tag=1): pass",
              "class C(A, tag=1, x=2, y=3): pass"):
    try:
        exec(wrong)
    except TypeError as error:
        print(error)
try:
    A()[1]
except TypeError as error:
    print(error)


class Plain:
    pass


try:
    Plain[int]
except TypeError as error:
    print(error)


class Entries:
    def __init__(self, *bases):
        self.bases = bases

    def __mro_entries__(self, bases):
        print("mro_entries", len(bases))
        return self.bases


class D(Entries(Plain, Base), tag="entries"):
    pass


print(D.__bases__, hasattr(D, "__orig_bases__"))


class E(Entries()):
    pass


print(E.__bases__)
for entries in (5, [Plain]):
    class Wrong:
        def __mro_entries__(self, bases):
            return entries
    try:
        class F(Wrong()):
            pass
    except TypeError as error:
        print(error)
try:
    type("G", (Entries(Plain),), {})
except TypeError as error:
    print(error)


class Stop:
    def __init_subclass__(cls):
        raise ValueError("no children")


try:
    class H(Stop):
        pass
except ValueError as error:
    print(error, Stop.__subclasses__())


class Explicit:
    @classmethod
    def __init_subclass__(cls, **kw):
        print("explicit", kw)


class I(Explicit, a=1, b=2):
    pass


class MyList(list[int]):
    pass


print(MyList.__bases__, MyList.__orig_bases__)
