# A class of a class made at run time: one collection frees both, for the
# collector comes to the metaclass from its class once, not twice.
import gc
import weakref

gc.disable()
gc.collect()


class X:
    pass


def make(x):
    class Meta(type):
        def __new__(meta, name, bases, namespace):
            namespace['x'] = x
            return type.__new__(meta, name, bases, namespace)

    class Made(metaclass=Meta):
        pass

    return Made


x = X()
watched = weakref.ref(x)
made = make(x)
print([getattr(o, '__name__', type(o).__name__)
       for o in gc.get_referents(made)])
print([getattr(o, '__name__', type(o).__name__)
       for o in gc.get_referents(type(made))])
refs = [weakref.ref(made, lambda r: print('class dead')),
        weakref.ref(type(made), lambda r: print('metaclass dead'))]
del made, x
print(gc.collect(), watched(), [r() for r in refs])
print(gc.collect())


# A metaclass that only a variable holds survives the death of its classes.
class Named(type):
    def hello(cls):
        return 'hello ' + cls.__name__


for name in 'ABC':
    Named(name, (), {})
print(gc.collect())
print(Named('D', (), {}).hello(), sorted(vars(Named)))
