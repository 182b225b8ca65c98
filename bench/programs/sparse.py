"""A sparse matrix times a vector: indices in lists."""


def multiply(rows, columns, values, vector, rounds):
    for _ in range(rounds):
        out = [0.0] * len(vector)
        for r in range(len(vector)):
            total = 0.0
            for k in range(rows[r], rows[r + 1]):
                total += values[k] * vector[columns[k]]
            out[r] = total
        vector = [x * 0.25 for x in out]
    return sum(vector)


n = 500
rows = [i * 5 for i in range(n + 1)]
columns = [(i * 7 + k * 11) % n for i in range(n) for k in range(5)]
print(round(multiply(rows, columns, [1.0] * (5 * n), [1.0] * n, 1600), 9))
