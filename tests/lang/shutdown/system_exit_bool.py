"""SystemExit with True, a tuple, an object."""
import sys
raise SystemExit((1, "two"))
