"""List, set and dict comprehensions, nested and filtered."""


def work(n):
    squares = [x * x for x in range(n)]
    pairs = [(i, j) for i in range(60) for j in range(60) if (i * j) % 7 == 3]
    lengths = {x % 13: len(str(x)) for x in squares}
    letters = {chr(97 + x % 26) for x in squares if x % 3}
    table = [[i * j for j in range(20)] for i in range(20)]
    flat = [cell for row in table for cell in row if cell & 1]
    return len(pairs) + sum(lengths.values()) + len(letters) + sum(flat)


print(sum(work(2000) for _ in range(640)))
