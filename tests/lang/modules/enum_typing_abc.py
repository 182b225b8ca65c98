# runner: audit-every=3000 timeout=40
"""enum, typing and abc: what classes made with them do."""
import enum, typing, abc
from typing import *
class Color(enum.Enum):
    RED = 1; GREEN = 2; ROT = 1
    def hi(self): return self.name.lower()
print(list(Color), Color(1), Color['GREEN'], Color.RED is Color.ROT, Color.RED.hi(), repr(Color.RED), Color.__members__['ROT'], len(Color), Color.RED in Color, hash(Color.RED) == hash(Color.ROT))
class P(enum.Flag): R = enum.auto(); W = enum.auto(); X = enum.auto(); RW = R | W
print(P.R | P.X, P.RW, ~P.R, P.RW & P.W, P(0), list(P.RW), P.R in P.RW, repr(P(5)), bool(P(0)))
class I(enum.IntEnum): A = 1; B = 2
class T(enum.StrEnum): A = enum.auto(); B = 'bee'
print(I.A + 1, I.A < I.B, f'{I.A} {T.B}', T.A == 'a', sorted(I), enum.unique(I) is I)
for f in (lambda: Color(9), lambda: Color['X'], lambda: Color.BLUE, lambda: setattr(Color, 'RED', 3), lambda: enum.unique(Color), lambda: type('D', (Color,), {}), lambda: Color.RED < Color.GREEN):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
N = enum.Enum('N', 'a b'); print(list(N), N.a.value)
class A(abc.ABC):
    @abc.abstractmethod
    def f(self): ...
    @property
    @abc.abstractmethod
    def p(self): ...
class B(A):
    def f(self): return 1
    p = 2
print(B().f(), A.__abstractmethods__ == {'f', 'p'})
try: A()
except TypeError as e: print(e)
class C(abc.ABC):
    @classmethod
    def __subclasshook__(cls, c): return hasattr(c, 'quack') or NotImplemented
class Duck: quack = 1
A.register(int); print(isinstance(3, A), issubclass(Duck, C), isinstance(Duck(), C), issubclass(int, C))
print(List[int], Optional[str], Union[int, str, int], Dict[str, List[int]], Callable[[int], str], Tuple[int, ...], Literal[1, 'a'], Any, list[int] | None, Final[int], Annotated[int, 'm'], Type[int], Iterable[str], ClassVar[int])
X = TypeVar('X', bound=int); print(X, X.__bound__, Generic[X])
class Stack(Generic[X]):
    def push(self, x: X) -> None: ...
print(Stack[int], get_origin(Stack[int]), get_args(Dict[str, int]), get_type_hints(Stack.push), Stack.__parameters__, Stack[int]().__orig_class__)
class NT(NamedTuple):
    a: int
    b: str = 'x'
class TD(TypedDict, total=False): k: int
@runtime_checkable
class Pr(Protocol):
    def quack(self): ...
print(NT(1), NT._field_defaults, TD(k=1), TD.__total__, TD.__optional_keys__, NewType('U', int)(5), cast(str, 5), isinstance(Duck(), Pr), get_type_hints(NT), overload, TYPE_CHECKING, no_type_check)
for f in (lambda: List[int][str], lambda: Union[()], lambda: Optional[1, 2], lambda: Stack[int, str], lambda: isinstance(1, List[int]), lambda: Literal, lambda: TypeVar('Y', int), lambda: Any()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
