# runner: audit-every=3000 timeout=40
"""dataclasses: fields, comparison, freezing, inheritance, errors."""
from dataclasses import *
import typing, copy
@dataclass
class P:
    x: int
    y: float = 1.5
    z: list = field(default_factory=list, repr=False)
    c: typing.ClassVar[int] = 3
    def area(self): return self.x * self.y
p = P(2); print(p, p == P(2), p.area(), asdict(p), astuple(p), replace(p, x=9), [f.name for f in fields(p)], P.__match_args__, p.z is not P(2).z)
@dataclass(order=True, frozen=True)
class F:
    a: int
    b: str = 'q'
    h: int = field(default=0, compare=False, hash=False)
print(F(1) < F(2), sorted([F(2), F(1, 'z'), F(1)]), hash(F(1)) == hash(F(1, h=5)), {F(1): 1})
try: F(1).a = 2
except FrozenInstanceError as e: print(type(e).__name__, e)
@dataclass
class Q(P):
    w: int = 4
    i: InitVar[int] = 0
    def __post_init__(self, i): self.total = self.x + i
q = Q(1, i=5); print(q, q.total)
@dataclass(slots=True, kw_only=True)
class S:
    m: int
    n: int = field(default=2, metadata={'u': 1})
s = S(m=1); print(s, S.__slots__, fields(s)[1].metadata['u'], hasattr(s, '__dict__'))
@dataclass
class K:
    a: int
    _: KW_ONLY
    b: int = 0
print(K(1, b=2))
for f in (lambda: P(), lambda: S(1), lambda: K(1, 2), lambda: make_dataclass('M', [('a', int, 1), ('b', int)]), lambda: P(1) < P(2), lambda: hash(P(1)), lambda: replace(F(1), q=1), lambda: asdict(3), lambda: make_dataclass('M', ['1a']), lambda: make_dataclass('M', [('a', list, [])])):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
M = make_dataclass('M', ['a', ('b', int, field(default=3))], namespace={'d': lambda s: s.b * 2}); print(M(1), M(1).d(), is_dataclass(M), is_dataclass(M(1)), is_dataclass(int))
match P(1, 2.0):
    case P(x=1, y=yy): print('matched', yy)
@dataclass
class R:
    kids: list = field(default_factory=list)
r = R(); r.kids.append(r); print(r, copy.copy(p), P.__doc__, P.__eq__ is not object.__eq__)
