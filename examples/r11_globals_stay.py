"""A global may never go out of scope: what it holds stays for the whole
program.

Try: pytutor-mem examples/r11_globals_stay.py --at 15
"""
cache = []


def load():
    big = list(range(1000, 3000))
    cache.append(big)


load()
print(len(cache[0]), "ints are kept by the global cache")
