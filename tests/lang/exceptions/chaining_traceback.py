"""raise from: the cause is printed first."""
def f(): raise KeyError("first")
try: f()
except KeyError as e: raise ValueError("second") from e
