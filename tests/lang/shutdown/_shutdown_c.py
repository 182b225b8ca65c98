import _shutdown_b as mb
class Holder:
    def __init__(self): self.d = mb.D2("held by holder")
    def __del__(self): print("holder", mb is None)
h = Holder()
def f(): return h
