"""Evaluates lines one by one and prints what comes: a value or an error."""


def show(lines, names=None):
    """Each line on its own, in one namespace, statements too."""
    names = {} if names is None else names
    for line in lines.strip().splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        try:
            try:
                code = compile(line, "<case>", "eval")
            except SyntaxError:
                code = compile(line, "<case>", "exec")
            value = eval(code, names)
            print(line, "->", repr(value))
        except BaseException as error:
            print(line, "->", type(error).__name__ + ":", error)


def syntax(*sources):
    """What the compiler says to each source."""
    for source in sources:
        print(repr(source), "->", end=" ")
        try:
            compile(source, "<case>", "exec")
            print("fine")
        except SyntaxError as error:
            print(type(error).__name__, error.msg, error.lineno, error.offset,
                  error.end_lineno, error.end_offset, repr(error.text))
        except Exception as error:
            print(type(error).__name__, error)
