# runner: audit-every=3000 timeout=40
import tracemalloc, gc
print(tracemalloc.is_tracing(), tracemalloc.get_traced_memory())
try: tracemalloc.take_snapshot()
except RuntimeError as e: print(e)
tracemalloc.start(3)
print(tracemalloc.is_tracing(), tracemalloc.get_traceback_limit())
def make(n):
    return [bytes(1000) for i in range(n)]
before = tracemalloc.take_snapshot()
gc.collect(); base = tracemalloc.get_traced_memory()[0]
keep = make(100)
grown = tracemalloc.get_traced_memory()[0] - base
after = tracemalloc.take_snapshot()
me = tracemalloc.Filter(True, __file__)
for s in after.filter_traces([me]).statistics('lineno')[:1]:
    print(s.traceback[0].lineno, 104000 < s.size < 105500, s.count >= 101, str(s).split('=')[1][:6])
print([f.lineno for f in tracemalloc.get_object_traceback(keep[0])], tracemalloc.get_object_traceback(keep[0]).total_nframe)
for line in tracemalloc.get_object_traceback(keep[0]).format(): print(line)
o = object(); print(tracemalloc.get_object_traceback(o)[-1].lineno)
class C: pass
c=[C()]; print(tracemalloc.get_object_traceback(c)[-1].lineno)
tracemalloc.reset_peak(); x, p = tracemalloc.get_traced_memory(); print(p - x < 500)
big = bytearray(10**6); del big
y, p = tracemalloc.get_traced_memory(); print((p-y)//1000)
del keep; print((tracemalloc.get_traced_memory()[0] - x)//10000)
tracemalloc.clear_traces(); print(tracemalloc.get_traced_memory()[0] < 2000)
print(tracemalloc.get_tracemalloc_memory() > 0)
l = [0]*1000; a = tracemalloc.get_traced_memory()[0]; l.extend([1]*1000); print(tracemalloc.get_traced_memory()[0]-a)
tracemalloc.stop(); print(tracemalloc.is_tracing(), tracemalloc.get_traced_memory())
try: tracemalloc.start(0)
except ValueError as e: print(e)
tracemalloc.start(1); z=[{} for _ in range(10)]; s=tracemalloc.take_snapshot(); tracemalloc.stop()
for g in ('filename','lineno','traceback'): print(g, len(s.statistics(g))>0, s.traceback_limit)
print(s.filter_traces([tracemalloc.Filter(False, tracemalloc.__file__), tracemalloc.DomainFilter(True, 0)]).statistics('filename')[0].count > 3)
