"""Power iteration: calls and float arithmetic."""


def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def multiply(v, transposed):
    n = len(v)
    result = []
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += (element(j, i) if transposed else element(i, j)) * v[j]
        result.append(total)
    return result


def norm(n):
    u = [1.0] * n
    for _ in range(4):
        v = multiply(multiply(u, False), True)
        u = multiply(multiply(v, False), True)
    uv = sum(a * b for a, b in zip(u, v))
    vv = sum(b * b for b in v)
    return (uv / vv) ** 0.5


print("%.9f" % norm(380))
