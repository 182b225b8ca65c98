"""Exceptions: own classes, chains, finally, groups, notes, tracebacks."""
# runner: audit-every=200
import sys
import traceback


class BankError(Exception):
    """What goes wrong at the bank."""


class NoMoney(BankError):
    def __init__(self, wanted, there):
        super().__init__(f"wanted {wanted}, there is {there}")
        self.wanted, self.there = wanted, there

    @property
    def missing(self):
        return self.wanted - self.there


def take(account, amount):
    if amount > account["money"]:
        raise NoMoney(amount, account["money"])
    account["money"] -= amount
    return amount


def order(name):
    steps = []
    try:
        steps.append("try")
        if name == "return":
            return steps
        if name == "error":
            raise KeyError(name)
    except KeyError as error:
        steps.append(f"except {error}")
    else:
        steps.append("else")
    finally:
        steps.append("finally")
    steps.append("after")
    return steps


def convert(text):
    try:
        return int(text)
    except ValueError as error:
        raise BankError(f"no amount: {text!r}") from error


account = {"money": 30}
print(take(account, 10), account)
try:
    take(account, 50)
except BankError as error:
    print(error, error.missing, error.args, isinstance(error, NoMoney))
for name in ("fine", "error", "return"):
    print(name, order(name))
try:
    convert("ten")
except BankError as error:
    print(error, "<-", repr(error.__cause__), error.__suppress_context__)
    traceback.print_exc(file=sys.stdout)
try:
    try:
        {}["a"]
    finally:
        1 / 0
except ZeroDivisionError as error:
    print(repr(error.__context__), error.__cause__)
try:
    try:
        {}["a"]
    except KeyError:
        raise RuntimeError("only this") from None
except RuntimeError as error:
    error.add_note("seen while teaching")
    print("".join(traceback.format_exception(error)), end="")


def finally_wins():
    for i in range(3):
        try:
            return i
        finally:
            if i < 2:
                continue


print(finally_wins())
try:
    raise ExceptionGroup("many", [ValueError(1), TypeError("t"),
                                  ExceptionGroup("in", [ValueError(2)])])
except* ValueError as group:
    print("values:", group.exceptions)
except* TypeError as group:
    print("types:", group.exceptions)
try:
    assert account["money"] > 100, f"only {account['money']}"
except AssertionError as error:
    print("AssertionError:", error)
try:
    error
except NameError as gone:
    print(gone)
take(account, 21)
