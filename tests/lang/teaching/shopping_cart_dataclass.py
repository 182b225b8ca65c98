"""Data classes: defaults, order, frozen ones, fields, replace, inheritance."""
# runner: audit-every=1000
from dataclasses import (asdict, astuple, dataclass, field, fields,
                         FrozenInstanceError, replace, KW_ONLY)
from typing import ClassVar


@dataclass(order=True, frozen=True)
class Product:
    price: float
    name: str = field(compare=False)
    tags: tuple = field(default=(), repr=False, compare=False)


@dataclass
class Line:
    product: Product
    count: int = 1

    @property
    def total(self):
        return self.product.price * self.count

    def __post_init__(self):
        if self.count < 1:
            raise ValueError(f"count must be positive, not {self.count}")


@dataclass
class Cart:
    owner: str
    lines: list[Line] = field(default_factory=list)
    _: KW_ONLY
    discount: float = 0.0
    created: ClassVar[int] = 0

    def __post_init__(self):
        type(self).created += 1

    def add(self, product, count=1):
        for line in self.lines:
            if line.product is product:
                line.count += count
                return line
        self.lines.append(Line(product, count))
        return self.lines[-1]

    def total(self):
        return sum(line.total for line in self.lines) * (1 - self.discount)


@dataclass
class GiftCart(Cart):
    wish: str = "all the best"


tea = Product(3.5, "tea", ("hot", "green"))
cup = Product(8.25, "cup")
print(tea, cup, tea < cup, tea == Product(3.5, "other"), hash(tea) ==
      hash(Product(3.5, "x")))
cart = Cart("Ada", discount=0.1)
cart.add(tea, 2)
cart.add(cup)
cart.add(tea)
print(cart)
print(f"{cart.total():.2f}", Cart.created)
print(asdict(cart)["lines"][0])
print(astuple(cart.lines[1]))
gift = GiftCart("Bob", wish="get well")
gift.add(cup, 2)
print(gift, Cart.created, GiftCart.created)
print([f.name for f in fields(gift)], replace(tea, price=4.0))
for bad in (lambda: setattr(tea, "price", 1), lambda: Line(tea, 0),
            lambda: Cart("x", [], 0.5), lambda: Product()):
    try:
        bad()
    except (FrozenInstanceError, ValueError, TypeError) as error:
        print(type(error).__name__ + ":", error)
print(Cart("Ada", [Line(tea)]) == Cart("Ada", [Line(tea)]),
      Cart("Ada") == GiftCart("Ada"), Cart.__match_args__)
try:
    @dataclass
    class Wrong:
        items: list = []
except ValueError as error:
    print(error)


@dataclass(slots=True)
class Point:
    x: int
    y: int = 0


point = Point(1)
print(point, Point.__slots__, hasattr(point, "__dict__"))
try:
    point.z = 3
except AttributeError as error:
    print(error)
