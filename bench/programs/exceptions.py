"""Raising and catching: deep, often, with finally and chains."""


def dig(depth, what):
    if depth == 0:
        raise what
    try:
        dig(depth - 1, what)
    finally:
        depth += 1


def attempt(i):
    try:
        if i % 3 == 0:
            return {}["missing"]
        if i % 3 == 1:
            return [][1]
        return int("x")
    except (KeyError, IndexError):
        return 1
    except ValueError as error:
        try:
            raise TypeError("second") from error
        except TypeError as second:
            return len(str(second.__cause__))


total = 0
for i in range(300000):
    total += attempt(i)
for i in range(12000):
    try:
        dig(20, RuntimeError(i))
    except RuntimeError as error:
        total += error.args[0]
print(total)
