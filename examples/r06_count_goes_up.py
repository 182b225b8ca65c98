"""A count goes up by assignment, by putting into a container, by passing as an
argument.

Try: pytutor-mem examples/r06_count_goes_up.py --at 16
"""
import sys


def look(argument):
    return sys.getrefcount(argument)


thing = ["a list"]
other = thing
box = {"key": thing}
print(sys.getrefcount(thing), look(thing))
