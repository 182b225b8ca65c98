"""Dataclasses: defaults, ordering, freezing, post-init, fields, replace."""
# runner: audit-every=200 timeout=90
from dataclasses import (FrozenInstanceError, asdict, astuple, dataclass,
                         field, fields, replace)
from operator import attrgetter
from typing import ClassVar


@dataclass(order=True)
class Item:
    sort_key: float = field(init=False, repr=False)
    name: str
    price: float
    quantity: int = 0
    tags: list[str] = field(default_factory=list, compare=False)
    tax: ClassVar[float] = 0.2

    def __post_init__(self):
        if self.price < 0:
            raise ValueError("negative price")
        self.sort_key = self.price * self.quantity

    @property
    def total(self):
        return self.price * self.quantity * (1 + self.tax)


@dataclass(frozen=True)
class Position:
    row: int
    column: int = 0

    def moved(self, by):
        return replace(self, column=self.column + by)


@dataclass
class Shelf:
    position: Position
    items: list[Item] = field(default_factory=list)

    def worth(self):
        return sum(i.total for i in self.items)


@dataclass
class ColdShelf(Shelf):
    degrees: int = field(default=-18, kw_only=True)


pen, ink = Item("pen", 1.5, 100), Item("ink", 4.0, 10, ["blue"])
print(pen, ink, pen > ink, pen == Item("pen", 1.5, 100), sep="\n")
print(asdict(ink), astuple(pen))
print([f.name for f in fields(Item)], Item.__match_args__)
shelf = Shelf(Position(1), [pen, ink])
print(round(shelf.worth(), 2), max(shelf.items).name,
      sorted(shelf.items, key=attrgetter("price"))[0].name)
cold = ColdShelf(Position(2), degrees=-20)
print(cold, cold.items is shelf.items)
print({Position(1): "a"}[Position(1, 0)], Position(1).moved(3))
for bad in (lambda: Item("x", -1), lambda: setattr(Position(1), "row", 2),
            lambda: Item("x"), lambda: hash(pen), lambda: pen < 5,
            lambda: ColdShelf(Position(1), [], -5)):
    try:
        bad()
    except (FrozenInstanceError, ValueError, TypeError) as e:
        print(type(e).__name__, e)
match ink:
    case Item(name="pen"):
        print("a pen")
    case Item(_, name, price) if price > 3:
        print("something dear:", name)


@dataclass(slots=True)
class Slim:
    x: int
    y: int = 2


s = Slim(1)
print(s, hasattr(s, "__dict__"), Slim.__slots__)
