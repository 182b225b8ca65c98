"""A nested exception group that nobody catches."""


def fail(n):
    raise ValueError(n)


def collect():
    errors = []
    for i in range(2):
        try:
            fail(i)
        except ValueError as error:
            errors.append(error)
    inner = ExceptionGroup("inner", errors)
    try:
        raise inner
    except ExceptionGroup:
        try:
            raise KeyError("k")
        except KeyError as key:
            raise ExceptionGroup("outer", [key, inner, TypeError("t")])


collect()
