"""A memoryview that the key or the value releases while it is used."""


class Key:
    def __index__(self):
        release()
        return 4


class Real:
    def __float__(self):
        release()
        return 4.25


class Truth:
    def __bool__(self):
        release()
        return True

SIZE = 128
view = other = None


def release():
    global other
    view.release()
    other = bytearray(SIZE)  # perhaps where the bytes were


def attempt(words, action, form=None, shape=None):
    global view, other
    other = None
    view = memoryview(bytearray(b"\xff" * SIZE))
    if form is not None:
        view = view.cast(form, shape) if shape else view.cast(form)
    try:
        result = action(view)
    except ValueError as error:
        result = error
    print(words, result, other == bytes(SIZE))


def store(view, key, value):
    view[key] = value

attempt("item", lambda v: v[Key()])
attempt("slice to", lambda v: list(v[:Key()]))
attempt("slice from", lambda v: list(v[Key():8]))
attempt("first of two", lambda v: v[Key(), 0], "B", (64, 2))
attempt("second of two", lambda v: v[0, Key()], "B", (2, 64))
attempt("store", lambda v: store(v, Key(), 42))
attempt("store slice", lambda v: store(v, slice(Key()), b"spam"))
attempt("store slice", lambda v: store(v, slice(Key(), 8), b"spam"))
attempt("store of two", lambda v: store(v, (Key(), 0), 42), "B", (64, 2))
for form in "bhilqnBHILQN":
    attempt(form, lambda v: store(v, 0, Key()), form)
for form in "fd":
    attempt(form, lambda v: store(v, 0, Real()), form)
attempt("?", lambda v: store(v, 0, Truth()), "?")
