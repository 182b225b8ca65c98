"""Dates and times: arithmetic, formats, zones, calendars."""
# runner: audit-every=1000
import calendar
from datetime import date, datetime, time, timedelta, timezone

birthday = date(1815, 12, 10)
print(birthday, repr(birthday), birthday.weekday(), birthday.isoformat(),
      birthday.strftime("%d %B %Y, %A"), birthday.toordinal())
moment = datetime(2024, 2, 28, 23, 30, 15, 250)
print(moment, moment + timedelta(days=1, hours=1), moment.replace(day=1).date())
print(moment.isoformat(), moment.isoformat(" ", "minutes"), moment.time(),
      moment.timetuple().tm_yday, tuple(moment.isocalendar()))
span = datetime(2024, 3, 1) - moment
print(span, repr(span), span.days, span.seconds, span.total_seconds(), -span, abs(-span),
      span * 2, span / 2, span // timedelta(hours=1), span % timedelta(hours=1))
print(timedelta(weeks=1, days=-1, minutes=90), timedelta(0) or "falsy",
      timedelta(hours=25) > timedelta(days=1), str(timedelta(days=-1, hours=2)))
print(datetime.strptime("03/11/2023 07:08", "%d/%m/%Y %H:%M"),
      datetime.fromisoformat("2024-05-06T07:08:09+02:00"), date.fromisoformat("2024-12-31"))
utc = datetime(2024, 7, 1, 12, tzinfo=timezone.utc)
east = timezone(timedelta(hours=5, minutes=30), "IST")
print(utc, utc.astimezone(east), utc.astimezone(east).tzname(), utc.timestamp(),
      utc == utc.astimezone(east), datetime.fromtimestamp(0, timezone.utc))
print(time(7, 5) < time(12), time(7, 5).strftime("%I:%M %p"), time.fromisoformat("04:05:06.5"))
print([date(2024, m, 1).strftime("%b") for m in (1, 6, 12)], date.max, date.min,
      datetime.combine(date(2024, 1, 2), time(3)))
print(calendar.isleap(2024), calendar.isleap(1900), calendar.monthrange(2024, 2),
      calendar.day_name[0], calendar.month_abbr[3])
print(calendar.month(2024, 2), end="")
print(calendar.Calendar(6).monthdayscalendar(2024, 9)[0])


def age(born, today):
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def fridays_13(year):
    return [date(year, m, 13) for m in range(1, 13) if date(year, m, 13).weekday() == 4]


print(age(date(2000, 2, 29), date(2024, 2, 28)), age(birthday, date(1852, 11, 27)))
print([str(d) for d in fridays_13(2026)])
week = [date(2024, 12, 30) + timedelta(days=i) for i in range(3)]
print([d.strftime("%a %d.%m. week %V") for d in week])
for bad in (lambda: date(2023, 2, 29), lambda: time(25), lambda: moment - utc,
            lambda: date(2024, 1, 1) + 1, lambda: timedelta(days=10 ** 10),
            lambda: moment < date(2024, 1, 1)):
    try:
        bad()
    except (ValueError, TypeError, OverflowError) as error:
        print(type(error).__name__)
for bad in (lambda: datetime.strptime("x", "%Y"),
            lambda: date.fromisoformat("2024-1-1")):
    try:
        bad()
    except ValueError as error:
        print(error)
print(f"{moment:%Y-%m-%d} {birthday:%j} {span}", {birthday: 1}[date(1815, 12, 10)])
print(sorted([date(2024, 1, 2), date(2023, 5, 6)]), max(week), moment.date() == date(2024, 2, 28))
