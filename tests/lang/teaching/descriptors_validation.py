"""Descriptors and properties: validation, caching, the order of lookup."""
# runner: audit-every=50
from functools import cached_property


class Field:
    def __set_name__(self, owner, name):
        self.name, self.slot = name, "_" + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        try:
            return getattr(instance, self.slot)
        except AttributeError:
            raise AttributeError(f"{self.name} is not set") from None

    def __set__(self, instance, value):
        setattr(instance, self.slot, self.check(value))

    def __delete__(self, instance):
        delattr(instance, self.slot)

    def check(self, value):
        return value


class Number(Field):
    def __init__(self, low=None, high=None):
        self.low, self.high = low, high

    def check(self, value):
        if not isinstance(value, (int, float)):
            raise TypeError(f"{self.name} must be a number, not {type(value).__name__}")
        if self.low is not None and value < self.low:
            raise ValueError(f"{self.name} must be at least {self.low}")
        if self.high is not None and value > self.high:
            raise ValueError(f"{self.name} must be at most {self.high}")
        return value


class Text(Field):
    def check(self, value):
        return str(value).strip()


class Person:
    name = Text()
    age = Number(0, 150)

    def __init__(self, name, age):
        self.name, self.age = name, age

    @property
    def initials(self):
        """First letters."""
        return "".join(word[0] for word in self.name.split())

    @initials.setter
    def initials(self, value):
        raise AttributeError("initials follow from the name")

    @cached_property
    def long_work(self):
        print("  (working)")
        return self.age ** 2

    @classmethod
    def parse(cls, text):
        name, _, age = text.partition(":")
        return cls(name, int(age))

    @staticmethod
    def adult(age):
        return age >= 18

    def __getattr__(self, name):
        if name.startswith("is_"):
            return lambda: name[3:] in self.name.lower()
        raise AttributeError(f"{type(self).__name__!r} has no {name!r}")


ada = Person.parse("  Ada Lovelace :36")
print(vars(ada), ada.name, ada.initials, ada.is_ada(), Person.adult(ada.age))
print(ada.long_work, ada.long_work, "long_work" in vars(ada))
for bad in (lambda: setattr(ada, "age", -1), lambda: setattr(ada, "age", "x"),
            lambda: setattr(ada, "initials", "X"), lambda: ada.height, lambda: Person("x", 200),
            lambda: delattr(ada, "initials"), lambda: Person.parse("noage")):
    try:
        bad()
    except (AttributeError, TypeError, ValueError) as error:
        print(type(error).__name__ + ":", error)
del ada.age
try:
    ada.age
except AttributeError as error:
    print(error)
print(type(Person.age).__name__, Person.initials.__doc__, Person.initials.fget(ada))


class Data:
    def __get__(self, instance, owner):
        return "data descriptor"

    def __set__(self, instance, value):
        pass


class NonData:
    def __get__(self, instance, owner):
        return "non-data descriptor"


class Order:
    a, b, c = Data(), NonData(), "class attribute"


order = Order()
vars(order).update(a="instance", b="instance", c="instance")
print(order.a, "|", order.b, "|", order.c, "|", Order.b)


class Meta(type):
    @property
    def both(cls):
        return f"{cls.__name__} from the metaclass"

    def __call__(cls, *args):
        print("  making", cls.__name__, args)
        return super().__call__(*args)


class Made(metaclass=Meta):
    def __new__(cls, *args):
        return super().__new__(cls)


print(Made.both, isinstance(Made(1, 2), Made), hasattr(Made(), "both"))
