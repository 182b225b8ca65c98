"""Lists: slices, sorting, copies, comprehension, common mistakes."""
import copy

numbers = list(range(10))
print(numbers[2:5], numbers[:3], numbers[-3:], numbers[::-2], numbers[8:2:-3])
numbers[2:5] = ["a", "b"]
numbers[::4] = "xyz"
del numbers[1::3]
print(numbers)
numbers[1:1] = [0, 0]
numbers[len(numbers):] = ["end"]
print(numbers, numbers[100:], numbers[-100:2])
grid = [[0] * 3] * 2
grid[0][1] = 5
good = [[0] * 3 for _ in range(2)]
good[0][1] = 5
print(grid, good, grid[0] is grid[1])
first = [[1, 2], [3]]
alias, shallow, deep = first, first[:], copy.deepcopy(first)
first[0].append(9)
first.append("new")
print(alias, shallow, deep, sep="\n")
words = ["pear", "Fig", "apple", "kiwi", "Date"]
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len,
                                                         reverse=True))
words.sort(key=lambda w: (len(w), w))
print(words, words.sort(), words.index("kiwi"), words.count("kiwi"))
stack, queue = [], []
for i in range(4):
    stack.append(i)
    queue.insert(0, i)
print([stack.pop() for _ in range(4)], [queue.pop() for _ in range(4)])
print([x * y for x in range(1, 4) for y in range(x, 4) if (x + y) % 2])
matrix = [[1, 2, 3], [4, 5, 6]]
print([list(row) for row in zip(*matrix)], [[row[i] for row in matrix]
                                            for i in range(3)])
head, *body, tail = "abcdef"
(x, y), z = [1, 2], 3
print(head, body, tail, x, y, z)
print([1, 2] < [1, 3], [1] * 3 + [2], [] == [], [] is [], not [])
print(any([]), all([]), sum([[1], [2]], []), max("a", "b"), min([3, 1]),
      list(map(len, words)), list(filter(None, [0, 1, "", "x"])))
for bad in (lambda: [1][5], lambda: [1]["0"], lambda: [].pop(),
            lambda: [1] + (2,), lambda: [3, "a"].sort(), lambda: [1].remove(2),
            lambda: list(5), lambda: [1, 2].index(3)):
    try:
        bad()
    except (IndexError, TypeError, ValueError) as error:
        print(type(error).__name__ + ":", error)
try:
    a, b = [1, 2, 3]
except ValueError as error:
    print(error)
try:
    numbers[::2] = [1]
except ValueError as error:
    print(error)
skipped = [1, 1, 2, 3, 3]
for n in skipped:
    if n % 2:
        skipped.remove(n)
print("removed while walking:", skipped)
print(list(enumerate("ab", start=1)), list(reversed([1, 2])),
      [*range(3), *"xy"], list(zip("abc", [1, 2])))
t = (1, [2])
try:
    t[1] += [3]
except TypeError as error:
    print(error, t)
