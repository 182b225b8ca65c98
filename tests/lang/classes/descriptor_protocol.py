"""Data and non-data descriptors: order of lookup, __set_name__, errors."""


class Data:
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)
        self.name = name

    def __get__(self, instance, owner=None):
        return f"data get {self.name} {instance is not None} {owner.__name__}"

    def __set__(self, instance, value):
        print("data set", self.name, value)

    def __delete__(self, instance):
        print("data delete", self.name)


class NonData:
    def __get__(self, instance, owner):
        return "non-data"


class OnlySet:
    def __set__(self, instance, value):
        instance.__dict__["only"] = value * 2


class OnlyDelete:
    def __delete__(self, instance):
        print("only delete")


class A:
    data = Data()
    plain = NonData()
    only = OnlySet()
    gone = OnlyDelete()
    both = same = Data()


a = A()
print(a.data, A.data, a.plain, A.plain)
a.data = 1
a.plain = "mine"
a.only = 4
del a.data
print(a.__dict__, a.plain, a.only)
a.__dict__["data"] = "hidden"
print(a.data)
for code in ("a.gone = 1", "del a.gone", "del a.only", "del a.nothing",
             "del a.plain", "del a.plain", "A.data = 3", "del A.same"):
    try:
        exec(code)
        print(code, "fine")
    except AttributeError as error:
        print(code, "->", error)
print(a.data, type(a).__dict__["only"].__class__.__name__)
A.late = Data()
try:
    a.late
except AttributeError as error:
    print(error)


class Failing:
    def __get__(self, instance, owner):
        raise AttributeError("from __get__")


class Fallback:
    f = Failing()

    def __getattr__(self, name):
        return f"fallback {name}"


print(Fallback().f)
try:
    Fallback.f
except AttributeError as error:
    print(error)


class BadName:
    def __set_name__(self, owner, name):
        raise ValueError("refuses")


try:
    class B:
        attr = BadName()
except RuntimeError as error:
    print(error, repr(error.__cause__))


def function(self, x):
    return self, x


print(function.__get__(5)(6), function.__get__(None, int) is function)
print(type(function.__get__(5)).__name__, function.__get__(5).__self__)
try:
    function.__get__(None)
except TypeError as error:
    print(error)
print(staticmethod(function).__get__(5) is function,
      classmethod(function).__get__(5)(1), classmethod(function).__func__)
print(staticmethod(len)([1]), staticmethod(len).__wrapped__)
try:
    classmethod(function)(1)
except TypeError as error:
    print(error)
