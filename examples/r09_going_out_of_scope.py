"""A function's locals go when it returns; objects that only they held die in
order.

Try: pytutor-mem examples/r09_going_out_of_scope.py --at 16
"""
class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("freed:", self.name)


def work():
    first, second = Loud("first"), Loud("second")
    print("working")


work()
print("back")
