"""Did you mean an attribute, in an uncaught error."""
class A:
    def __init__(self): self.counter = 1
A().conter
