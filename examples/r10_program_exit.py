"""The end of the program takes the last references: the module's names are
cleared in order.

Try: pytutor-mem examples/r10_program_exit.py --at exit
"""
class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("freed at exit:", self.name)


keep = Loud("keep")
_private = Loud("_private")
print("last line")
