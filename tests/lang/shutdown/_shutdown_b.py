import _shutdown_a as ma
class D2:
    def __init__(self, n): self.n = n
    def __del__(self):
        print("del2", self.n, D2 is None)
b = D2("mb.b")
cyc = D2("cyc"); cyc.self = cyc
lst = [D2("in list 1"), D2("in list 2")]
