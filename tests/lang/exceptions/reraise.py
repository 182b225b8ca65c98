"""raise without arguments; sys.exc_info nesting."""
import sys
def f():
    try: 1 / 0
    except ZeroDivisionError:
        try: {}[1]
        except KeyError: print(sys.exc_info()[0].__name__)
        print(sys.exc_info()[0].__name__)
        raise
try: f()
except ZeroDivisionError as e: print(e, sys.exc_info()[1] is e)
print(sys.exc_info())
try: raise
except RuntimeError as e: print(e)
def gen():
    try: yield sys.exc_info()[0]
    except ValueError: yield sys.exc_info()[0]
try: 1 / 0
except ZeroDivisionError:
    g = gen(); print(next(g)); print(g.throw(ValueError)); print(sys.exc_info()[0])
try: raise ValueError("x")
except (KeyError, ValueError) as e:
    t = e.__traceback__; print(t.tb_lineno, t.tb_next, t.tb_frame is sys._getframe(), t.tb_lasti > 0)
