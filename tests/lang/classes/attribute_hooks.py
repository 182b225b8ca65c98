"""__getattribute__, __getattr__, __setattr__, __delattr__, __dir__."""


class Hooks:
    cls = "class attribute"

    def __init__(self):
        self.a = 1

    def __getattribute__(self, name):
        print("getattribute", name)
        if name == "magic":
            return "magic!"
        return super().__getattribute__(name)

    def __getattr__(self, name):
        print("getattr", name)
        if name.startswith("x"):
            return name * 2
        raise AttributeError(f"no {name} here")

    def __setattr__(self, name, value):
        print("setattr", name, value)
        object.__setattr__(self, name, value)

    def __delattr__(self, name):
        print("delattr", name)
        super().__delattr__(name)

    def __dir__(self):
        return ["z", "a"]

    def method(self):
        return "method"


h = Hooks()
print(h.a, h.cls, h.magic, h.xy, h.method())
del h.a
for name in ("a", "b"):
    try:
        getattr(h, name)
    except AttributeError as error:
        print(error)
print(getattr(h, "nope", "default"), hasattr(h, "xq"), hasattr(h, "q"))
print(dir(h), vars(h))
setattr(h, "n", 2)
delattr(h, "n")
try:
    delattr(h, "n")
except AttributeError as error:
    print(error)
for wrong in ((h, 1), (h,), (h, "a", 1, 2), (5, "real"), (5, "nope")):
    try:
        print(getattr(*wrong))
    except (TypeError, AttributeError) as error:
        print(error)
for function in (setattr, delattr, hasattr):
    try:
        function(h, 5, *([1] if function is setattr else []))
    except TypeError as error:
        print(error)


class Meta(type):
    def __getattr__(cls, name):
        return f"{cls.__name__}.{name}"

    def __setattr__(cls, name, value):
        print("meta set", name)
        super().__setattr__(name, value)


class WithMeta(metaclass=Meta):
    real = 1


print(WithMeta.real, WithMeta.other)
WithMeta.new = 2
try:
    WithMeta().other
except AttributeError as error:
    print(error)


class Loop:
    def __getattr__(self, name):
        return self.missing


try:
    Loop().x
except RecursionError as error:
    print(error)


class Raises:
    def __getattribute__(self, name):
        raise ValueError(name)


try:
    hasattr(Raises(), "x")
except ValueError as error:
    print("not swallowed", error)


class Implicit:
    def __getattribute__(self, name):
        print("asked", name)
        return object.__getattribute__(self, name)

    def __len__(self):
        return 3


print(len(Implicit()), bool(Implicit()))
o = Implicit()
o.__len__ = lambda: 99
print(len(o), o.__len__())
