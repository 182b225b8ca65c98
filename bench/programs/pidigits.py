"""Digits of pi by a spigot: large integers."""


def digits(count):
    out = []
    q, r, t, k, n, el = 1, 0, 1, 1, 3, 3
    while len(out) < count:
        if 4 * q + r - t < n * t:
            out.append(n)
            q, r, n = 10 * q, 10 * (r - n * t), (10 * (3 * q + r)) // t - 10 * n
        else:
            q, r, t, k, n, el = (q * k, (2 * q + r) * el, t * el, k + 1,
                                 (q * (7 * k + 2) + r * el) // (t * el), el + 2)
    return out


print("".join(map(str, digits(2600)))[-10:])
