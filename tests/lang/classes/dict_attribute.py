"""The __dict__ that a class in Python adds, used with objects whose built-in
base has a dict of its own; dir() of objects that lie about both."""
import types


class Base:
    pass


class Meta1(type, Base):
    pass


class Meta2(Base, type):
    pass


class D(metaclass=Meta1):
    pass


class E(metaclass=Meta2):
    pass


class Module1(types.ModuleType, Base):
    pass


class Module2(Base, types.ModuleType):
    pass


class Error1(Exception, Base):
    pass


class Error2(Base, Exception):
    pass

row = Base.__dict__["__dict__"]
print(row.__doc__, "/", Base.__dict__["__weakref__"].__doc__)
for o in D, E, Module1("m"), Module2("m"), Error1(), Error2(), Base():
    name = type(o).__name__
    print(name, type(row.__get__(o)).__name__)
    for action in (lambda: row.__set__(o, {"a": 1}),
                   lambda: setattr(o, "__dict__", {"b": 2}),
                   lambda: row.__set__(o, 5),
                   lambda: delattr(o, "__dict__")):
        try:
            action()
            print("    fine", {k: v for k, v in o.__dict__.items()
                               if k in "ab"})
        except (AttributeError, TypeError) as error:
            print("   ", type(error).__name__, error)
try:
    row.__get__(1)
except TypeError as error:
    print(error)


class Strange(types.ModuleType):
    __dict__ = property(lambda self: "no dict")

try:
    dir(Strange("m"))
except TypeError as error:
    print(error)


class Named(types.ModuleType):
    pass

m = Named("m")
m.__dir__ = lambda: ["b", "a"]
print(dir(m))


class Wrapper:
    def __init__(self, o):
        self.__o = o

    def __getattr__(self, name):
        return Wrapper(getattr(self.__o, name))

    def __getitem__(self, key):
        return Wrapper(self.__o[key])

    def __len__(self):
        return len(self.__o)


class Liar:
    __class__ = property(lambda self: Wrapper(type(self)))

try:
    print(type(dir(Liar())))
except Exception as error:
    print(type(error).__name__, error)


class Loses(type):
    def mro(cls):
        del Loses.mro
        return (Base,)

try:
    class A(metaclass=Loses):
        pass
except TypeError as error:
    print(error)


class Keeps(type):
    def mro(cls):
        return [cls, Base, object]


class F(metaclass=Keeps):
    pass

print(F.__mro__)
