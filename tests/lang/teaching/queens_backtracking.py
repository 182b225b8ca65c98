"""Backtracking: queens, sums of a set, permutations without itertools."""
# runner: audit-every=50


def queens(n, placed=()):
    row = len(placed)
    if row == n:
        yield placed
        return
    for column in range(n):
        if all(column != c and abs(column - c) != row - r
               for r, c in enumerate(placed)):
            yield from queens(n, placed + (column,))


def draw(solution):
    for column in solution:
        print(" ".join("Q" if i == column else "." for i in
                       range(len(solution))))


def subsets(numbers, goal):
    found = []

    def search(i, chosen, rest):
        if rest == 0:
            found.append(list(chosen))
            return
        if i == len(numbers) or rest < 0:
            return
        chosen.append(numbers[i])
        search(i + 1, chosen, rest - numbers[i])
        chosen.pop()
        search(i + 1, chosen, rest)

    search(0, [], goal)
    return found


def permutations(items):
    if len(items) <= 1:
        yield items[:]
        return
    for i in range(len(items)):
        rest = items[:i] + items[i + 1:]
        for tail in permutations(rest):
            yield [items[i], *tail]


def flood(grid, x, y, new):
    old = grid[y][x]
    if old == new:
        return 0
    stack, filled = [(x, y)], 0
    while stack:
        x, y = stack.pop()
        if 0 <= y < len(grid) and 0 <= x < len(grid[y]) and grid[y][x] == old:
            grid[y][x] = new
            filled += 1
            stack.extend([(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)])
    return filled


first = next(queens(5))
print(first)
draw(first)
print([sum(1 for _ in queens(n)) for n in range(1, 7)])
for numbers in subsets([3, 34, 4, 12, 5, 2], 9):
    print(numbers, sum(numbers))
print(*permutations(list("abc")), sep="\n")
grid = [list(row) for row in ("..#..", ".##..", "##...")]
print(flood(grid, 0, 0, "o"), flood(grid, 4, 0, "x"))
print("\n".join(map("".join, grid)))
solutions = queens(4)
print(type(solutions).__name__, next(solutions), next(solutions),
      next(solutions, "no more"))
