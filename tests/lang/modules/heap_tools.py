# runner: audit-every=3000 timeout=40
"""heapq, bisect, graphlib, queue, sched, calendar, datetime, pprint, timeit."""
import heapq, bisect, graphlib, queue, calendar, datetime as dt, pprint, timeit, reprlib, copy, sched, shlex, getopt, difflib, collections
h = [5, 1, 4]; heapq.heapify(h); heapq.heappush(h, 0); print([heapq.heappop(h) for _ in range(4)], heapq.nlargest(2, 'abz'), heapq.nsmallest(2, [3, 1, 2], key=lambda x: -x), list(heapq.merge([1, 4], [2, 3])), heapq.heapreplace([1, 2], 5), heapq.heappushpop([2], 1))
l = [1, 3, 3, 5]; print(bisect.bisect(l, 3), bisect.bisect_left(l, 3), bisect.bisect_right(l, 0), bisect.insort(l, 4), l, bisect.bisect([('a', 1)], 1, key=lambda t: t[1]))
ts = graphlib.TopologicalSorter({'d': {'b', 'c'}, 'b': {'a'}, 'c': {'a'}}); o = list(ts.static_order()); print(o[0], o[-1])
try: list(graphlib.TopologicalSorter({1: [2], 2: [1]}).static_order())
except graphlib.CycleError as e: print(e.args[0])
q = queue.PriorityQueue(); [q.put(x) for x in (3, 1, 2)]; print(q.get(), q.qsize(), queue.LifoQueue().empty())
try: queue.Queue(1).get_nowait()
except queue.Empty as e: print(type(e).__name__)
print(calendar.month(2024, 2), calendar.isleap(1900), calendar.monthrange(2023, 2), list(calendar.TextCalendar().itermonthdays(2023, 1))[:8], calendar.day_name[0])
d = dt.datetime(2024, 2, 29, 13, 5, 6, 789); print(d, repr(d), d + dt.timedelta(days=366, hours=1.5), d.isoformat(' '), d.strftime('%A %d %B %Y %H:%M:%S.%f %j %U %%'), dt.datetime.strptime('2020-01-02 03:04', '%Y-%m-%d %H:%M'), d.date() - dt.date(2000, 1, 1), tuple(d.isocalendar()), d.replace(year=2028), dt.date.fromisoformat('2020-05-06').weekday(), dt.timedelta(1, 2, 3).total_seconds(), repr(dt.timedelta(hours=-1)), d.astimezone(dt.timezone.utc).tzinfo, dt.timezone(dt.timedelta(hours=2)), dt.time(1, 2) < dt.time(1, 3), dt.datetime.fromtimestamp(0, dt.timezone.utc), dt.date.max, d.timetuple()[:6])
for f in (lambda: dt.date(2023, 2, 29), lambda: dt.datetime.strptime('x', '%Y'), lambda: d - 5, lambda: dt.timedelta.max * 2):
    try: print(f())
    except Exception as e: print(type(e).__name__)
data = {'k%d' % i: list(range(i * 4)) for i in range(5)}; pprint.pprint(data, width=40); pprint.pprint([{'a': (1, 2)}, {3}], compact=True); print(pprint.pformat({'b': 1, 'a': [2]}, indent=4), pprint.saferepr([1]), reprlib.repr(list(range(100))), reprlib.Repr().repr('x' * 100))
print(timeit.timeit('1+1', number=10) >= 0, timeit.repeat(lambda: None, number=1, repeat=2)[0] >= 0)
s = sched.scheduler(lambda t=[0]: t[0], lambda x: None); s.enter(1, 1, print, ('one',)); s.enter(0, 1, print, ('zero',)); print(len(s.queue))
print(shlex.split('a "b c" d\\ e'), shlex.quote("it's"), getopt.getopt(['-a', '1', '--long=2', 'x'], 'a:', ['long=']), difflib.get_close_matches('appel', ['ape', 'apple']), list(difflib.unified_diff(['a\n'], ['b\n'], lineterm='')), difflib.SequenceMatcher(None, 'abcd', 'bcde').ratio())
c = collections.Counter('abracadabra'); print(c.most_common(2), c - collections.Counter('aab'), +c == c, collections.ChainMap({'a': 1}, {'a': 2, 'b': 3})['b'], collections.OrderedDict(a=1).popitem(), collections.deque([1, 2, 3], 2), collections.defaultdict(list, {1: [2]}), sum(c.values()))
