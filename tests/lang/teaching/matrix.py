"""A matrix class with operators, and the elimination of Gauss in fractions."""
# runner: audit-every=200 timeout=90
from fractions import Fraction
from itertools import permutations


class Matrix:
    def __init__(self, rows):
        self.rows = [list(row) for row in rows]
        if len({len(r) for r in self.rows}) != 1:
            raise ValueError("rows of different lengths")

    @classmethod
    def identity(cls, n):
        return cls([int(i == j) for j in range(n)] for i in range(n))

    @property
    def shape(self):
        return len(self.rows), len(self.rows[0])

    @property
    def T(self):
        return Matrix(zip(*self.rows))

    def __getitem__(self, at):
        if isinstance(at, tuple):
            i, j = at
            return self.rows[i][j]
        return self.rows[at]

    def __setitem__(self, at, value):
        self.rows[at[0]][at[1]] = value

    def __add__(self, other):
        if self.shape != other.shape:
            raise ValueError(f"shapes {self.shape} and {other.shape}")
        return Matrix([a + b for a, b in zip(r, s)]
                      for r, s in zip(self.rows, other.rows))

    def __mul__(self, k):
        return Matrix([v * k for v in r] for r in self.rows)

    __rmul__ = __mul__

    def __matmul__(self, other):
        return Matrix([sum(a * b for a, b in zip(r, c)) for c in other.T.rows]
                      for r in self.rows)

    def __pow__(self, n):
        result, base = Matrix.identity(len(self.rows)), self
        while n:
            if n & 1:
                result @= base
            base @= base
            n >>= 1
        return result

    def __eq__(self, other):
        return isinstance(other, Matrix) and self.rows == other.rows

    def __neg__(self):
        return self * -1

    def __repr__(self):
        return f"Matrix({self.rows})"

    def __str__(self):
        width = max(len(str(v)) for r in self.rows for v in r)
        return "\n".join(" ".join(f"{v!s:>{width}}" for v in r)
                         for r in self.rows)

    def det(self):
        n, total = len(self.rows), 0
        for p in permutations(range(n)):
            sign = 1
            for i in range(n):
                for j in range(i):
                    if p[j] > p[i]:
                        sign = -sign
            term = sign
            for i in range(n):
                term *= self.rows[i][p[i]]
            total += term
        return total

    def solve(self, b):
        n = len(self.rows)
        a = [[Fraction(v) for v in r] + [Fraction(x)]
             for r, x in zip(self.rows, b)]
        for i in range(n):
            pivot = next((k for k in range(i, n) if a[k][i]), None)
            if pivot is None:
                raise ZeroDivisionError("singular")
            a[i], a[pivot] = a[pivot], a[i]
            a[i] = [v / a[i][i] for v in a[i]]
            for k in range(n):
                if k != i:
                    f = a[k][i]
                    a[k] = [x - f * y for x, y in zip(a[k], a[i])]
        return [row[-1] for row in a]


m = Matrix([[2, 1, -1], [-3, -1, 2], [-2, 1, 2]])
print(m)
print(m.T, m.shape, m[1, 2], m[0], sep="\n")
print(m + m == 2 * m, -m, m @ Matrix.identity(3) == m)
print(m.det(), m.solve([8, -11, -3]))
print(Matrix([[1, 1], [1, 0]]) ** 30)
print(*map(str, Matrix([[1, 2], [3, 5]]).solve([1, 0])))
m[0, 0] = 99
print(repr(m))
for bad in (lambda: Matrix([[1], [1, 2]]), lambda: m + Matrix([[1]]),
            lambda: Matrix([[1, 2], [2, 4]]).solve([1, 1]),
            lambda: m[5], lambda: m + 1):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
