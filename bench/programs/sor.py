"""Successive over-relaxation on a grid of floats."""


def relax(n, rounds, omega=1.25):
    grid = [[float((i * j) % 5) for j in range(n)] for i in range(n)]
    quarter = omega * 0.25
    for _ in range(rounds):
        for i in range(1, n - 1):
            above, row, below = grid[i - 1], grid[i], grid[i + 1]
            for j in range(1, n - 1):
                row[j] = (quarter * (above[j] + below[j] + row[j - 1]
                                     + row[j + 1]) + (1.0 - omega) * row[j])
    return sum(map(sum, grid))


print(round(relax(120, 250), 6))
