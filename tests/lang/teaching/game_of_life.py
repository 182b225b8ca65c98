"""Conway's game of life, on a set of cells; a glider and an oscillator."""
# runner: audit-every=50
from collections import Counter
from itertools import product


def neighbours(cell):
    x, y = cell
    return [(x + dx, y + dy) for dx, dy in product((-1, 0, 1), repeat=2)
            if (dx, dy) != (0, 0)]


def step(cells):
    counts = Counter(n for cell in cells for n in neighbours(cell))
    return {cell for cell, n in counts.items()
            if n == 3 or (n == 2 and cell in cells)}


def parse(text):
    return {(x, y) for y, row in enumerate(text.strip().splitlines())
            for x, char in enumerate(row.strip()) if char == "#"}


def show(cells, width=8, height=5):
    for y in range(height):
        print("".join("#" if (x, y) in cells else "." for x in range(width)))
    print()


class World:
    def __init__(self, cells):
        self.cells, self.age, self.seen = frozenset(cells), 0, {}

    def __iter__(self):
        return self

    def __next__(self):
        if self.cells in self.seen:
            raise StopIteration
        self.seen[self.cells] = self.age
        now = self.cells
        self.cells = frozenset(step(self.cells))
        self.age += 1
        return now

    def __len__(self):
        return len(self.cells)


glider = parse("""
    .#.
    ..#
    ###""")
show(glider)
cells = glider
for _ in range(4):
    cells = step(cells)
show(cells)
print({(x - 1, y - 1) for x, y in cells} == glider)

blinker = World(parse("###"))
for generation in blinker:
    print(sorted(generation))
print("repeats after", blinker.age, len(blinker), blinker.seen)

pentomino = parse(""".##
##.
.#.""")
sizes = []
cells = pentomino
for _ in range(12):
    sizes.append(len(cells))
    cells = step(cells)
print(sizes)
print(step(set()), step({(0, 0)}), sorted(step({(0, 0), (1, 0), (0, 1)})))
block = {(0, 0), (1, 0), (0, 1), (1, 1)}
print(step(block) == block)
