"""typing: generics, protocols, overloads, typed dicts, hints at run time."""
# runner: audit-every=1000
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import (Any, ClassVar, Final, Generic, Literal, NamedTuple, Optional, Protocol, TypedDict,
                    TypeVar, Union, cast, get_args, get_origin, get_type_hints, overload, runtime_checkable)

T = TypeVar("T")
K = TypeVar("K", bound="Comparable")


class Stack(Generic[T]):
    limit: ClassVar[int] = 3

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._items: list[T] = list(items)

    def push(self, item: T) -> "Stack[T]":
        if len(self._items) >= self.limit:
            raise OverflowError("the stack is full")
        self._items.append(item)
        return self

    def pop(self) -> T:
        return self._items.pop()

    def __class_getitem__(cls, item):
        return super().__class_getitem__(item)

    def __iter__(self) -> Iterator[T]:
        return iter(reversed(self._items))


@runtime_checkable
class Comparable(Protocol):
    def __lt__(self, other: Any) -> bool: ...


@runtime_checkable
class Closable(Protocol):
    name: str

    def close(self) -> None: ...


class File:
    name = "f"

    def close(self):
        return "closed"


class Movie(TypedDict, total=False):
    title: str
    year: int


class Point(NamedTuple):
    x: int
    y: int = 0

    def norm(self) -> float:
        return (self.x ** 2 + self.y ** 2) ** 0.5


def largest(items: Iterable[K]) -> Optional[K]:
    return max(items, default=None)


@overload
def double(x: int) -> int: ...
@overload
def double(x: str) -> str: ...
def double(x):
    return x * 2


print(list(Stack[int]([1, 2]).push(3)), Stack[int], Stack[T].__parameters__, Stack[int].__origin__ is Stack)
try:
    Stack("abc").push("d")
except OverflowError as error:
    print(error)
print(isinstance(3, Comparable), isinstance(object(), Comparable), isinstance(File(), Closable),
      isinstance("x", Closable), issubclass(int, Comparable))
movie: Movie = {"title": "M", "year": 1931}
print(movie, Movie.__annotations__, Movie.__total__, type(movie).__name__)
print(Point(3, 4).norm(), Point(1), Point.__annotations__, Point(1) == (1, 0), Point(5)._asdict())
print(largest([3, 1, 2]), largest([]), double(4), double("ab"), cast(int, "no check"))
print(get_type_hints(Stack.push), get_type_hints(largest)["return"])
print(get_origin(dict[str, int]), get_args(Callable[[int], str]), Union[int, str, int], Optional[int],
      int | None, Literal["a", 1], list[int] == list[int], Union[int, None] == Optional[int])
print(list[int]([1, "x"]), type(list[int]), dict[str, list[int]], tuple[int, ...], Final[int])


class Registry(MutableMapping):
    def __init__(self, *args, **kwargs):
        self.data = {}
        self.update(*args, **kwargs)

    def __getitem__(self, key):
        return self.data[key.lower()]

    def __setitem__(self, key, value):
        self.data[key.lower()] = value

    def __delitem__(self, key):
        del self.data[key.lower()]

    def __iter__(self):
        return iter(self.data)

    def __len__(self):
        return len(self.data)


registry = Registry({"A": 1}, B=2)
registry.setdefault("c", 3)
print(dict(registry), registry.pop("a"), "B" in registry, registry.get("x"), list(registry.items()),
      isinstance(registry, Mapping), registry == {"b": 2, "c": 3})
for bad in (lambda: Registry()["x"], lambda: Comparable(), lambda: issubclass(int, Closable),
            lambda: isinstance([], list[int]), lambda: Union[()], lambda: Stack[int, str],
            lambda: Literal, lambda: TypeVar("X", int), lambda: Optional[1, 2]):
    try:
        print(bad())
    except (TypeError, KeyError) as error:
        print(type(error).__name__ + ":", error)
