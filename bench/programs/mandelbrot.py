"""Complex numbers: how fast points escape."""


def escape(c, limit):
    z = 0j
    for n in range(limit):
        if abs(z) > 2.0:
            return n
        z = z * z + c
    return limit


print(sum(escape(complex(x / 100 - 2, y / 100 - 1), 40)
          for x in range(300) for y in range(200)))
