import sys
class D:
    def __init__(self, n): self.n = n
    def __del__(self):
        print("del", self.n, __name__, sys is None, D is None)
a = D("ma.a")
_under = D("ma._under")
z = D("ma.z")
import _shutdown_b as mb
shared = mb.D2("from ma")
