"""The main script's path is absolute wherever the program can see it."""
# runner: audit-every=2000
import inspect
import os
import sys
import traceback
import warnings


def function():
    frame = inspect.currentframe()
    return frame.f_code.co_filename


print(os.path.isabs(__file__), os.path.basename(__file__))
print(function() is __file__, function.__code__.co_filename is __file__)
print(inspect.getsourcefile(function) == __file__)
print(os.path.isabs(sys.argv[0]) == (sys.argv[0] == __file__))
print(os.path.dirname(__file__) == sys.path[0])
print(sys.modules["__main__"].__file__ is __file__, __cached__)

try:
    1 / 0
except ZeroDivisionError as error:
    frame = traceback.extract_tb(error.__traceback__)[0]
    print(frame.filename == __file__, frame.lineno, frame.line)
    traceback.print_exc(file=sys.stdout)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("look here")
print(caught[0].filename == __file__, caught[0].lineno)

# Still found when the program goes elsewhere.
os.chdir("/")
print(inspect.getsource(function).splitlines()[0])
{}["missing"]
