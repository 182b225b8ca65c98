"""Causes and contexts of an exception that nobody catches, with a loop."""


class Shop(Exception):
    def __str__(self):
        return f"shop is {self.args[0]}"


class BadStr(Exception):
    def __str__(self):
        raise RuntimeError("no text")


def first():
    return {}["missing"]


def second():
    try:
        first()
    except KeyError as error:
        raise Shop("closed") from error


def third():
    try:
        second()
    except Shop:
        [][1]


def fourth():
    try:
        third()
    except IndexError as error:
        error.add_note("note one")
        error.add_note("note\ntwo")
        try:
            raise BadStr
        except BadStr as bad:
            bad.__cause__ = error
            raise


def fifth():
    try:
        fourth()
    except BadStr as bad:
        other = ValueError("loop")
        bad.__context__.__context__ = bad
        raise other from None if not bad else bad


fifth()
