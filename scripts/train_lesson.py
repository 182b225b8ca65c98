"""What a class writes in a term, for a profile-guided build to learn from:
train.sh runs it. None of the benchmark's programs are in it."""
import sys


class Item:
    count = 0

    def __init__(self, name, price, stock=0):
        self.name = name
        self.price = price
        self._stock = stock
        Item.count += 1

    @property
    def stock(self):
        return self._stock

    def sell(self, n):
        if n > self._stock:
            raise ValueError(f"only {self._stock} of {self.name}")
        self._stock -= n
        return n * self.price

    def __lt__(self, other):
        return self.price < other.price

    def __eq__(self, other):
        return isinstance(other, Item) and self.name == other.name

    def __hash__(self):
        return hash(self.name)


class Book(Item):
    def __init__(self, name, price, pages):
        super().__init__(name, price, 5)
        self.pages = pages


def shop(rounds):
    items = [Book("book %d" % i, i * 3 % 17 + 0.5, i) for i in range(60)]
    by_name = {item.name: item for item in items}
    total, refused = 0.0, 0
    for i in range(rounds):
        item = by_name["book %d" % (i * 7 % 60)]
        try:
            total += item.sell(i % 4)
        except ValueError:
            refused += 1
            item._stock += 6
    cheap = sorted(set(items))[:5]
    return round(total, 2), refused, [item.name for item in cheap]


def primes(limit):
    sieve = [True] * limit
    for i in range(2, limit):
        if sieve[i]:
            for j in range(i * i, limit, i):
                sieve[j] = False
    return sum(1 for i in range(2, limit) if sieve[i])


def hanoi(n, a="A", b="B", c="C"):
    if n == 0:
        return 0
    return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)


TEXT = """The tortoise and the hare agreed to run a race. The hare was fast,
the tortoise slow; but the hare slept, and the tortoise went on and on."""


def text(rounds):
    counts = {}
    lines = []
    for i in range(rounds):
        for word in TEXT.lower().replace(",", "").split():
            word = word.strip(".;")
            counts[word] = counts.get(word, 0) + 1
        lines.append(f"{i:>5}: {i * i % 97:<8}|" + "-" * (i % 9))
        if "7" in lines[-1] and lines[-1].startswith(" "):
            lines[-1] = lines[-1].upper()[:20]
    joined = "\n".join(lines)
    top = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    vowels = [c for c in joined if c in "-|:"]
    return len(joined), top[:3], len(vowels)


def matrix(n):
    a = [[(i * j) % 7 + 0.25 for j in range(n)] for i in range(n)]
    b = [list(row) for row in zip(*a)]
    return sum(sum(x * y for x, y in zip(r, c)) for r in a for c in b)


def walk(tree):
    if tree:
        left, value, right = tree
        yield from walk(left)
        yield value
        yield from walk(right)


def insert(tree, value):
    if tree is None:
        return (None, value, None)
    left, here, right = tree
    if value < here:
        return (insert(left, value), here, right)
    return (left, here, insert(right, value))


def tree(n):
    root, x = None, 12345
    for _ in range(n):
        x = x * 1103515245 + 12345 & 0x7FFFFFFF
        root = insert(root, x % 1000)
    return sum(walk(root)), max(walk(root))


class Node:
    __slots__ = "value", "next", "prev"

    def __init__(self, value):
        self.value, self.next, self.prev = value, None, None


def rings(rounds):
    total = 0
    for i in range(rounds):
        a, b = Node(i), Node(i + 1)
        a.next, b.prev = b, a
        a.prev = b.next = a
        total += a.next.value
    return total


def numbers(n):
    a, b, digits = 0, 1, 0
    for i in range(n):
        a, b = b, a + b
        digits += len(str(a)) if i % 50 == 0 else a % 10
    x = 2.0
    while x * x - 2 > 1e-12:
        x = (x + 2 / x) / 2
    return digits, x, divmod(7 ** 90, 10 ** 12), (n << 70) // 3


def functions(n):
    def adder(k, *rest, scale=1, **names):
        return (k + sum(rest)) * scale + len(names)

    def counter():
        nonlocal calls
        calls += 1
        return calls
    calls, total = 0, 0
    for i in range(n):
        total += adder(i, 1, 2) + adder(i, scale=3, last=i) + counter()
        first, *others = range(i % 5 + 1)
        total += first + len(others)
    return total, list(map(lambda x: x ** 2, filter(None, range(9))))


size = int(sys.argv[1]) if len(sys.argv) > 1 else 1
for turn in range(size):
    print(shop(4000), primes(12000), hanoi(11), text(250), matrix(24),
          tree(900), rings(4000), numbers(1200), functions(3000))
