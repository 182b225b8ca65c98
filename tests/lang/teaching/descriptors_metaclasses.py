"""Descriptors, metaclasses, registries, class creation step by step."""


class Typed:
    def __init__(self, kind, default=None):
        self.kind, self.default = kind, default

    def __set_name__(self, owner, name):
        print(f"{owner.__name__}.{name} is {self.kind.__name__}")
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.name, self.default)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name[1:]} must be {self.kind.__name__}")
        setattr(instance, self.name, value)

    def __delete__(self, instance):
        delattr(instance, self.name)


class Lazy:
    def __init__(self, function):
        self.function = function

    def __get__(self, instance, owner):
        if instance is None:
            return self
        print("  computing", self.function.__name__)
        value = instance.__dict__[self.function.__name__] = self.function(instance)
        return value


class Person:
    name = Typed(str)
    age = Typed(int, 0)

    def __init__(self, name):
        self.name = name

    @Lazy
    def initials(self):
        return "".join(w[0] for w in self.name.split())


p = Person("Ada Lovelace")
print(p.age, p.initials, p.initials, vars(p), type(Person.name).__name__)
p.age = 36
for bad in (lambda: setattr(p, "age", "x"), lambda: Person(5)):
    try:
        bad()
    except TypeError as e:
        print(e)
del p.age
print(p.age)


class Meta(type):
    registry = {}

    @classmethod
    def __prepare__(mcs, name, bases, **options):
        print("prepare", name, options)
        return {"made_by": "prepare"}

    def __new__(mcs, name, bases, namespace, **options):
        print("new", name, sorted(k for k in namespace if not k.startswith("__")))
        return super().__new__(mcs, name, bases, namespace)

    def __init__(cls, name, bases, namespace, tag=None):
        super().__init__(name, bases, namespace)
        print("init", name, tag)
        if bases:
            Meta.registry[tag or name.lower()] = cls

    def __call__(cls, *args, **kwargs):
        print("call", cls.__name__, args)
        return super().__call__(*args, **kwargs)

    def __len__(cls):
        return len(Meta.registry)

    def __contains__(cls, name):
        return name in Meta.registry

    def __getattr__(cls, name):
        return f"{cls.__name__} has no {name}"


class Base(metaclass=Meta):
    def __init_subclass__(cls, /, **options):
        print("init_subclass", cls.__name__, options)
        super().__init_subclass__()


class Circle(Base, tag="round"):
    def __new__(cls, *args):
        print("object new")
        return super().__new__(cls)

    def __init__(self, r):
        print("object init")
        self.r = r


class Square(Base):
    pass


c = Circle(3)
print(c.r, c.made_by, len(Base), "round" in Base, Base.colour, Meta.registry)
print(type(Circle), type(type(Circle)), isinstance(Circle, Meta), Circle.__mro__[1:])
Made = type("Made", (Square,), {"x": 1, "twice": lambda self: self.x * 2}) if False else \
    Meta("Made", (Square,), {"x": 1, "twice": lambda self: self.x * 2})
print(Made().twice(), Made.__bases__)


class A:
    def who(self):
        return "A"


class B(A):
    def who(self):
        return "B" + super().who()


class C(A):
    def who(self):
        return "C" + super().who()


class D(B, C):
    def who(self):
        return "D" + super().who()


print(D().who(), [k.__name__ for k in D.__mro__], super(B, D()).who())
try:
    class X(A, B):
        pass
except TypeError as e:
    print(e)


class Attr:
    def __getattribute__(self, name):
        if name.startswith("x"):
            return name.upper()
        return object.__getattribute__(self, name)

    def __setattr__(self, name, value):
        print("set", name, value)
        object.__setattr__(self, name, value)

    def __delattr__(self, name):
        print("del", name)
        object.__delattr__(self, name)

    def __dir__(self):
        return ["b", "a"]


o = Attr()
o.y = 1
print(o.xyz, o.y, dir(o))
del o.y
