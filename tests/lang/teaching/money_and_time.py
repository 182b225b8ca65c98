"""Decimal money, fractions, dates, calendars, statistics."""
# runner: audit-every=500 timeout=90
import calendar
import math
import statistics
from datetime import date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, getcontext, localcontext
from fractions import Fraction

prices = [Decimal("19.99"), Decimal("5.01"), Decimal("0.10")]
cent = Decimal("0.01")
print(sum(prices), (sum(prices) * Decimal("0.19")).quantize(cent, ROUND_HALF_UP))
print(0.1 + 0.2 == 0.3, Decimal("0.1") + Decimal("0.2") == Decimal("0.3"), Decimal(0.1))
print([Decimal("2.5").quantize(Decimal(1), r) for r in (ROUND_HALF_EVEN, ROUND_HALF_UP)],
      round(2.5), round(3.5), round(Decimal("2.675"), 2))
with localcontext() as c:
    c.prec = 6
    print(Decimal(1) / 7, getcontext().prec)
print(Decimal(1) / 7, f"{Decimal('1234567.891'):,.2f}", Decimal("1E+3").normalize(), Decimal("-0"))
print(Fraction(1, 3) + Fraction(1, 6), Fraction("0.125"), Fraction(3.5), Fraction(22, 7).limit_denominator(5),
      math.gcd(12, 18), math.lcm(4, 6), math.isclose(0.1 + 0.2, 0.3))
start = date(2024, 2, 28)
print([(start + timedelta(days=n)).isoformat() for n in range(3)], start.weekday(), start.strftime("%A %d %B %Y"))
born = datetime(1990, 5, 17, 14, 30, tzinfo=timezone.utc)
later = datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=2), "HERE"))
print(later - born, (later - born).days, born.timestamp(), later.astimezone(timezone.utc), later.tzname())
print(datetime.strptime("17/05/1990 14:30", "%d/%m/%Y %H:%M"), datetime.fromisoformat("2024-01-02T03:04:05.678"),
      time(23, 59).replace(minute=0), tuple(born.isocalendar()), min(date.max, start))
print(timedelta(hours=25, minutes=-61), timedelta(days=1) / 3, timedelta(seconds=90) // timedelta(seconds=40),
      divmod(timedelta(hours=5), timedelta(hours=2)), repr(timedelta(weeks=1)))
print(calendar.month(2024, 2), calendar.isleap(1900), calendar.monthrange(2023, 2),
      [d for d in calendar.Calendar().itermonthdates(2024, 2)][0])
try:
    born < datetime(2000, 1, 1)
except TypeError as e:
    print(type(e).__name__)
data = [2, 4, 4, 4, 5, 5, 7, 9]
print(statistics.mean(data), statistics.median(data), statistics.mode(data), statistics.pstdev(data),
      statistics.variance(data), statistics.quantiles(data), statistics.fmean(data),
      statistics.linear_regression([1, 2, 3], [2, 4, 6]))
