"""Complex numbers: how fast points escape."""


def escape(c, limit):
    z = 0j
    for n in range(limit):
        if abs(z) > 2.0:
            return n
        z = z * z + c
    return limit


print(sum(escape(complex(x / 200 - 2, y / 200 - 1), 40)
          for x in range(600) for y in range(400)))
