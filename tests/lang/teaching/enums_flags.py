"""Enumerations: members, aliases, auto, flags, methods, unique."""
# runner: audit-every=500
from enum import Enum, Flag, IntEnum, IntFlag, StrEnum, auto, unique


class Weekday(Enum):
    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    MIDWEEK = 3

    def next(self):
        members = list(type(self))
        return members[(members.index(self) + 1) % len(members)]

    @classmethod
    def of(cls, text):
        return cls[text.upper()]

    @property
    def short(self):
        return self.name[:2].title()


class Planet(Enum):
    EARTH = (5.97e24, 6.37e6)
    MARS = (6.42e23, 3.39e6)

    def __init__(self, mass, radius):
        self.mass, self.radius = mass, radius

    @property
    def gravity(self):
        return 6.674e-11 * self.mass / self.radius ** 2


class Permission(Flag):
    READ = auto()
    WRITE = auto()
    RUN = auto()
    ALL = READ | WRITE | RUN


class Size(IntEnum):
    SMALL = 1
    LARGE = 10


class Suit(StrEnum):
    HEARTS = auto()
    SPADES = "spades!"


print(Weekday.MONDAY, repr(Weekday(2)), Weekday["WEDNESDAY"], Weekday.MIDWEEK)
print(Weekday.TUESDAY.next(), Weekday.WEDNESDAY.next().short, Weekday.of("monday"))
print([d.name for d in Weekday], list(Weekday.__members__), len(Weekday))
print(Weekday.MONDAY is Weekday(1), Weekday.MONDAY == 1, Size.SMALL == 1,
      Size.LARGE > Size.SMALL, Size.LARGE + 1, Weekday.MONDAY in Weekday)
for planet in Planet:
    print(f"{planet.name.title():<6}{planet.gravity:5.2f}", planet.value)
rights = Permission.READ | Permission.RUN
print(rights, Permission.WRITE in rights, rights & Permission.READ, ~rights,
      bool(rights & Permission.WRITE), Permission.ALL, Permission(0), Permission(3))
print(list(Permission.ALL), rights ^ Permission.RUN, rights.value)
print(Suit.HEARTS, Suit.SPADES.upper(), f"{Suit.HEARTS:>8}", f"{Size.LARGE}",
      f"{Weekday.MONDAY}", repr(Suit.SPADES))
for bad in (lambda: Weekday(9), lambda: Weekday["SUNDAY"],
            lambda: setattr(Weekday, "MONDAY", 3), lambda: Weekday.MONDAY < Weekday.TUESDAY,
            lambda: Weekday.FRIDAY):
    try:
        bad()
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        print(type(error).__name__ + ":", error)
try:
    @unique
    class Wrong(Enum):
        A = 1
        B = 1
except ValueError as error:
    print(error)
try:
    class More(Weekday):
        SUNDAY = 7
except TypeError as error:
    print(error)
Animal = Enum("Animal", "CAT DOG", start=5)
print(list(Animal), Animal.CAT.value, {Animal.CAT: "meow"}[Animal.CAT])
print(isinstance(Weekday.MONDAY, Weekday), type(Weekday).__name__, hash(Size.SMALL) ==
      hash("SMALL"))


class Bits(IntFlag):
    ONE = 1
    TWO = 2


print(Bits.ONE | Bits.TWO, Bits(7), Bits.ONE | 8, 4 & Bits(6))
