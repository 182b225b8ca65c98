"""A traffic light and a vending machine as state machines: enums, dicts of
transitions, generators."""
# runner: audit-every=200 timeout=90
from enum import Enum, Flag, IntEnum, auto, unique


class Light(Enum):
    RED = "red", 30
    GREEN = "green", 25
    YELLOW = "yellow", 5

    def __init__(self, label, seconds):
        self.label, self.seconds = label, seconds

    def next(self):
        members = list(type(self))
        return members[(members.index(self) + 1) % len(members)]


light, clock = Light.RED, 0
for _ in range(5):
    print(f"{clock:>3} s: {light.name} {light.label} {light!r}")
    clock += light.seconds
    light = light.next()


class State(Enum):
    IDLE = auto()
    HAS_COIN = auto()
    SELLING = auto()
    BROKEN = auto()


TRANSITIONS = {
    (State.IDLE, "coin"): State.HAS_COIN,
    (State.HAS_COIN, "coin"): State.HAS_COIN,
    (State.HAS_COIN, "button"): State.SELLING,
    (State.HAS_COIN, "refund"): State.IDLE,
    (State.SELLING, "done"): State.IDLE,
}


class Machine:
    def __init__(self):
        self.state, self.log = State.IDLE, []

    def fire(self, event):
        new = TRANSITIONS.get((self.state, event), State.BROKEN)
        self.log.append(f"{self.state.name}--{event}-->{new.name}")
        self.state = new
        return new


m = Machine()
for event in "coin coin button done button".split():
    m.fire(event)
print(*m.log, sep="\n")


def parity():
    state, count = "even", 0
    while True:
        bit = yield state, count
        if bit is None:
            return "stopped at " + state
        if bit:
            state = "odd" if state == "even" else "even"
        count += 1


g = parity()
print(next(g), [g.send(b) for b in (1, 0, 1, 1)])
try:
    g.send(None)
except StopIteration as e:
    print(e.value)


class Permission(Flag):
    READ = auto()
    WRITE = auto()
    EXECUTE = auto()
    ALL = READ | WRITE | EXECUTE


p = Permission.READ | Permission.EXECUTE
print(p, Permission.WRITE in p, p & Permission.READ, ~p, Permission.ALL ^ p,
      Permission(3), list(p), bool(p & Permission.WRITE), p.value)


class Level(IntEnum):
    LOW = 1
    HIGH = 10


print(Level.LOW < Level.HIGH, Level.HIGH + 1, f"{Level.LOW}", repr(Level(10)),
      sorted([Level.HIGH, 5, Level.LOW]), Level["LOW"], Level.LOW == 1)
print(Light("red", 30) if False else Light(("red", 30)), State(2),
      State.IDLE.name, len(State), State.__members__.keys())
try:
    @unique
    class Twice(Enum):
        A = 1
        B = 1
except ValueError as e:
    print(e)
for bad in (lambda: State(9), lambda: State["X"], lambda: State.IDLE < State.BROKEN):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
match m.state:
    case State.IDLE | State.SELLING:
        print("works")
    case State.BROKEN:
        print("call the service")
