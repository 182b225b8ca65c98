"""LU decomposition of a matrix: nested lists of floats."""


def decompose(n):
    a = [[1.0 / (i + j + 1) + (i == j) for j in range(n)] for i in range(n)]
    for k in range(n):
        pivot = a[k][k]
        for i in range(k + 1, n):
            factor = a[i][k] / pivot
            a[i][k] = factor
            row, top = a[i], a[k]
            for j in range(k + 1, n):
                row[j] -= factor * top[j]
    product = 1.0
    for k in range(n):
        product *= a[k][k]
    return product


print(round(decompose(300), 6))
