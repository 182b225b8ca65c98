"""A coroutine that nobody awaits: the warning, and where it was made when
sys.set_coroutine_origin_tracking_depth asks for it."""
# runner: audit-every=100 timeout=60
import sys
import warnings


async def work():
    pass


def maker():
    return work()


print(work().cr_origin)
print(sys.get_coroutine_origin_tracking_depth())
sys.set_coroutine_origin_tracking_depth(2)
c = maker()
print([(line, name) for _, line, name in c.cr_origin])
c.close()
sys.set_coroutine_origin_tracking_depth(1)
c = maker()
print(len(c.cr_origin), c)
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always")
    del c
    print(str(w[0].message).split("File")[0])
sys.set_coroutine_origin_tracking_depth(0)
for wrong in (-1, "a"):
    try:
        sys.set_coroutine_origin_tracking_depth(wrong)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)


async def numbers():
    yield 1


print(repr(numbers())[:31], repr((x async for x in numbers()))[:24])
work()
