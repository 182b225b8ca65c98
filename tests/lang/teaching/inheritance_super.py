"""Inheritance: super, the diamond and its order, mixins, abstract classes."""
from abc import ABC, abstractmethod


class Animal(ABC):
    count = 0

    def __init__(self, name, **rest):
        super().__init__(**rest)
        self.name = name
        Animal.count += 1

    @abstractmethod
    def sound(self):
        """What it says."""

    def speak(self):
        return f"{self.name} says {self.sound()}"


class Swimmer:
    def __init__(self, depth=1, **rest):
        super().__init__(**rest)
        self.depth = depth

    def move(self):
        return f"swims {self.depth} m deep"


class Flyer:
    def __init__(self, height=10, **rest):
        super().__init__(**rest)
        self.height = height

    def move(self):
        return f"flies {self.height} m high"


class Duck(Animal, Swimmer, Flyer):
    def sound(self):
        return "quack"

    def move(self):
        return f"{super().move()} and {Flyer.move(self)}"


class Dog(Animal):
    def sound(self):
        return "woof"

    def speak(self):
        return super().speak() + "!"


class A:
    def who(self):
        return ["A"]


class B(A):
    def who(self):
        return ["B"] + super().who()


class C(A):
    def who(self):
        return ["C"] + super().who()


class D(B, C):
    def who(self):
        return ["D"] + super().who()


duck, dog = Duck("Donald", height=3, depth=2), Dog("Rex")
print(duck.speak(), "|", duck.move(), "|", dog.speak(), Animal.count)
print([c.__name__ for c in Duck.__mro__])
print(D().who(), D.mro() == list(D.__mro__))
print(isinstance(duck, Swimmer), issubclass(Dog, Flyer), Dog.__bases__)
for bad in (lambda: Animal("x"), lambda: Duck("x", wings=2),
            lambda: type("E", (A, B), {}), lambda: dog.fly()):
    try:
        bad()
    except (TypeError, AttributeError) as error:
        print(type(error).__name__ + ":", error)


class Base:
    def __init_subclass__(cls, /, kind="plain", **rest):
        super().__init_subclass__(**rest)
        cls.kind = kind
        Base.children = getattr(Base, "children", []) + [cls.__name__]

    def template(self):
        return f"<{self.hook()}>"

    def hook(self):
        raise NotImplementedError(type(self).__name__)


class Child(Base, kind="special"):
    def hook(self):
        return "child"


class Lazy(Base):
    pass


print(Child.kind, Lazy.kind, Base.children, Child().template())
try:
    Lazy().template()
except NotImplementedError as error:
    print("NotImplementedError:", error)
print(super(C, D()).who(), super(B, D()).who.__qualname__)
dog.speak = lambda: "a dog of its own"
print(dog.speak(), Dog.speak(dog), vars(dog).keys())
