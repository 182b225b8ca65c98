"""What modules that CPython has in C say of wrong arguments: datetime,
decimal, OrderedDict, pickle; none of their frames stand in a traceback."""
# runner: audit-every=2000 timeout=90
import datetime as dt
import decimal
import pickle
import sys
import traceback
from collections import OrderedDict
from decimal import Decimal


def local():
    class Inner:
        pass
    return Inner()


def changed():
    o = OrderedDict(a=1, b=2)
    for key in o:
        del o[key]


def trap(signal, f):
    with decimal.localcontext() as context:
        context.traps[signal] = True
        f()


CALLS = """
dt.date(2023, 2, 29)
dt.date(2023, 13, 1)
dt.date(10000, 1, 1)
dt.date(2023)
dt.date("x", 1, 1)
dt.datetime(2023, 1)
dt.datetime(2023, 1, 1, 25)
dt.datetime(2023, 1, 1, 1, 60)
dt.datetime(2023, 1, 1, 1, 1, 60)
dt.time(1, 1, 1, 10**6)
dt.time(1, fold=2)
dt.datetime(2023, 1, 1, tzinfo=3)
dt.date.fromisoformat("2023-02-30")
dt.date.fromisoformat("2023/01/01")
dt.datetime.fromisoformat("2023-02-30T10:00")
dt.time.fromisoformat("25:00")
dt.date.fromordinal(0)
dt.date(2023, 1, 1) + 3
3 - dt.timedelta(1)
dt.date(2023, 1, 1) < 3
dt.datetime(2023, 1, 1) < dt.date(2023, 1, 1)
dt.datetime(2023, 1, 1) - dt.datetime.now(dt.timezone.utc)
dt.datetime(2023, 1, 1) < dt.datetime.now(dt.timezone.utc)
dt.date(9999, 12, 31) + dt.timedelta(1)
dt.timedelta(days="a")
dt.timedelta(seconds=None)
dt.timedelta(days=10**9)
dt.timedelta(10**12)
dt.timezone(3)
dt.timezone(dt.timedelta(days=2))
dt.date(2023, 1, 1).replace(month=13)
dt.date(2023, 1, 1).foo
dt.date(2023, 1, 1).year = 3
Decimal(1) / 0
Decimal(0) / 0
Decimal(1) % 0
Decimal("abc")
Decimal([])
Decimal(None)
Decimal(-1).sqrt()
Decimal("1e999999") * Decimal("1e999999")
Decimal(1) + 1.5
Decimal("NaN") < 1
int(Decimal("NaN"))
int(Decimal("Infinity"))
Decimal("1.5").quantize(Decimal("1e-50"))
trap(decimal.FloatOperation, lambda: Decimal(1.5))
trap(decimal.Inexact, lambda: Decimal(1) / 3)
f"{Decimal(1):q}"
Decimal(1).foo
OrderedDict().popitem()
OrderedDict().move_to_end("a")
OrderedDict(a=1)["x"]
changed()
pickle.dumps(local())
pickle.dumps(sys.stdout)
pickle.loads(b"")
"""

for line in CALLS.strip().splitlines():
    print(line)
    try:
        exec(line)
    except Exception as e:
        print(repr(e), e.args)
        print(type(e.__context__), [f.name for f in
                                    traceback.extract_tb(e.__traceback__)])

print(decimal.Context(), decimal.BasicContext)
print(dt.date, dt.date.__name__, type(dt.timedelta(1)).__qualname__)
dt.date(2023, 2, 29)
