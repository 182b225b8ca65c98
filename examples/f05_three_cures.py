"""Three cures for clinging: no local at all, one name reused, an owner that
gives its reference up.

Try: pytutor-mem examples/f05_three_cures.py --at peak
"""
def double(values):
    return [2 * v for v in values]


def nested():
    return sum(double(list(range(1000, 1500))))


def reused():
    data = list(range(1000, 1500))
    data = double(data)
    return sum(data)


def given_up():
    owner = [list(range(1000, 1500))]
    return sum(double(owner.pop()))


print(nested(), reused(), given_up())
