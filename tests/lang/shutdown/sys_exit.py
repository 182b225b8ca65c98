"""sys.exit with a number; finally and atexit still run."""
import sys, atexit
atexit.register(print, "atexit")
try:
    sys.exit(3)
finally:
    print("finally")
