"""Sorting: with and without keys, of numbers, tuples and strings."""
state = 1
numbers = []
for _ in range(60000):
    state = state * 48271 % 2147483647
    numbers.append(state)
rows = [(n % 100, -n, str(n)) for n in numbers]
for _ in range(3):
    a = sorted(numbers)
    b = sorted(rows)
    c = sorted(rows, key=lambda row: row[2])
    d = sorted(numbers, key=str, reverse=True)
print(a[0], b[0][1], c[-1][2], d[0], sorted(a) == a)
