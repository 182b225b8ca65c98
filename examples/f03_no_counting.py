"""Where nothing is counted (as in PyPy) an object dies at some later time:
what relies on dying at once, a file closed by `del`, goes wrong there.

Try: pytutor-mem lab collectors examples/f03_no_counting.py
"""
import gc


class File:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("closed:", self.name)


def work(name):
    file = File(name)
    return len(file.name)


for name in ("first", "second", "third"):
    work(name)
    print("done:", name)
gc.collect()
print("the end")
