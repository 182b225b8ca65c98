"""__import__ with names: what goes wrong with them is an error at once."""
import types


def attempt(names):
    try:
        print(__import__("json", fromlist=names).__name__)
    except Exception as error:
        print(type(error).__name__, error)


attempt(("decoder", "*"))
attempt(["no_such_name"])
attempt(5)


class Package(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        if name == "wanted":
            raise ValueError("not now")
        raise AttributeError(name)


import sys
sys.modules["package"] = Package("package")
try:
    __import__("package", fromlist=("wanted",))
except ValueError as error:
    print("ValueError", error)
