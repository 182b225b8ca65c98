"""N queens with sets and recursion."""


def solve(n, row, columns, down, up):
    if row == n:
        return 1
    count = 0
    for column in range(n):
        if (column not in columns and row + column not in down
                and row - column not in up):
            count += solve(n, row + 1, columns | {column},
                           down | {row + column}, up | {row - column})
    return count


print(solve(11, 0, frozenset(), frozenset(), frozenset()))
