"""A matrix and a vector class: @, indexing with tuples, slices, iteration."""
# runner: audit-every=50
from collections.abc import Sequence
from itertools import chain
from math import sqrt


class Vector(Sequence):
    __slots__ = ("_items",)

    def __init__(self, *items):
        self._items = tuple(items)

    def __getitem__(self, index):
        part = self._items[index]
        return type(self)(*part) if isinstance(index, slice) else part

    def __len__(self):
        return len(self._items)

    def __repr__(self):
        return f"Vector{self._items!r}"

    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        if len(self) != len(other):
            raise ValueError(f"lengths differ: {len(self)} and {len(other)}")
        return Vector(*(a + b for a, b in zip(self, other, strict=True)))

    def __mul__(self, factor):
        return Vector(*(a * factor for a in self))

    __rmul__ = __mul__

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self, other))

    def __abs__(self):
        return sqrt(self @ self)

    def __eq__(self, other):
        return isinstance(other, Vector) and self._items == other._items

    def __hash__(self):
        return hash(self._items)

    def __bool__(self):
        return any(self._items)


class Matrix:
    def __init__(self, rows):
        self.rows = [list(row) for row in rows]

    @classmethod
    def identity(cls, n):
        return cls([[int(i == k) for k in range(n)] for i in range(n)])

    def __getitem__(self, place):
        match place:
            case (int(i), int(k)):
                return self.rows[i][k]
            case (slice() as rows, slice() as columns):
                return Matrix(row[columns] for row in self.rows[rows])
            case int(i):
                return Vector(*self.rows[i])
            case _:
                raise TypeError(f"bad place {place!r}")

    def __setitem__(self, place, value):
        i, k = place
        self.rows[i][k] = value

    def __delitem__(self, i):
        del self.rows[i]

    def __matmul__(self, other):
        columns = list(zip(*other.rows))
        return Matrix([[sum(a * b for a, b in zip(row, column)) for column in columns]
                       for row in self.rows])

    def __pow__(self, n):
        result, base = Matrix.identity(len(self.rows)), self
        while n:
            if n & 1:
                result = result @ base
            base, n = base @ base, n >> 1
        return result

    def __imul__(self, factor):
        self.rows = [[x * factor for x in row] for row in self.rows]
        return self

    def __iter__(self):
        return chain.from_iterable(self.rows)

    def __contains__(self, value):
        return any(value in row for row in self.rows)

    @property
    def T(self):
        return Matrix(zip(*self.rows))

    def __str__(self):
        width = max(len(str(x)) for x in self)
        return "\n".join(" ".join(f"{x:>{width}}" for x in row) for row in self.rows)

    def determinant(self):
        if len(self.rows) == 1:
            return self.rows[0][0]
        return sum((-1) ** k * self.rows[0][k] *
                   Matrix([row[:k] + row[k + 1:] for row in self.rows[1:]]).determinant()
                   for k in range(len(self.rows)))


v, w = Vector(3, 4), Vector(1, 2)
print(v + w, v * 2, 0.5 * v, v @ w, abs(v), v[0], v[:1], v == Vector(3, 4), -1 in v, v.index(4))
print({v: 1}[Vector(3, 4)], bool(Vector(0, 0)), list(reversed(v)), v.count(3), max(v))
m = Matrix([[1, 1], [1, 0]])
print(m ** 10, (m ** 10)[0, 1], sep="\n")
m[1, 1] = 7
m *= 2
print(m, m.T[0], 14 in m, sum(m), sep="\n")
big = Matrix([[2, 0, 1], [1, 3, 2], [1, 1, 4]])
print(big.determinant(), big[:2, 1:], big[-1], sep="\n")
del big[0]
print(len(big.rows), [*big])
for bad in (lambda: v + Vector(1), lambda: v + 1, lambda: m["a"], lambda: big[5, 0],
            lambda: v["x"], lambda: m @ 3, lambda: m + m, lambda: setattr(v, "x", 1)):
    try:
        bad()
    except (TypeError, ValueError, IndexError, AttributeError) as error:
        print(type(error).__name__ + ":", error)
