"""ThreadPoolExecutor: results, errors, cancelling, callbacks, shutdown; and
asyncio's threads."""
# runner: audit-every=2000 timeout=30
import asyncio
import concurrent.futures as futures
import threading
import time


def fail(n):
    raise KeyError(n)


with futures.ThreadPoolExecutor(3, thread_name_prefix="pool") as pool:
    print(list(pool.map(lambda n: n * n, range(8))))
    future = pool.submit(pow, 2, 10)
    print(future.result(5), future.done(), future.exception())
    future = pool.submit(fail, 7)
    print(repr(future.exception(5)), future.done())
    try:
        future.result()
    except KeyError as error:
        print("raised", error, error.__traceback__ is not None)
    try:
        list(pool.map(fail, [1, 2]))
    except KeyError as error:
        print("map raised", error)
    names = set(pool.map(lambda _: threading.current_thread().name[:5],
                         range(9)))
    print(names)
    called = []
    future.add_done_callback(lambda f: called.append(f is future))
    print(called)

gate = threading.Event()
with futures.ThreadPoolExecutor(1) as pool:
    first = pool.submit(gate.wait)
    second = pool.submit(print, "never printed")
    print(second.cancel(), second.cancelled(), first.cancel())
    try:
        second.result()
    except futures.CancelledError:
        print("cancelled")
    try:
        first.result(timeout=0.01)
    except futures.TimeoutError:
        print("timed out")
    done, not_done = futures.wait([first, second], timeout=0.01)
    print(len(done), len(not_done))
    gate.set()
    print([f is first for f in futures.as_completed([first])])
try:
    pool.submit(print)
except RuntimeError as error:
    print("RuntimeError:", error)

pool = futures.ThreadPoolExecutor(1)
gate.clear()
running = pool.submit(gate.wait, 5)
waiting = [pool.submit(pow, 2, n) for n in range(3)]
pool.shutdown(wait=False, cancel_futures=True)
gate.set()
print(running.result(), [f.cancelled() for f in waiting])

local = threading.local()


def initialize(text):
    local.text = text


with futures.ThreadPoolExecutor(2, initializer=initialize,
                                initargs=("set",)) as pool:
    print(set(pool.map(lambda _: local.text, range(4))),
          hasattr(local, "text"))


async def main():
    loop = asyncio.get_running_loop()
    answers = await asyncio.gather(
        *(loop.run_in_executor(None, pow, 3, n) for n in range(4)),
        asyncio.to_thread(threading.active_count))
    print(answers[:4], answers[4] > 1)
    try:
        await loop.run_in_executor(None, fail, 9)
    except KeyError as error:
        print("from the executor:", error)
    told = asyncio.Event()
    threading.Thread(
        target=lambda: (time.sleep(0.01),
                        loop.call_soon_threadsafe(told.set))).start()
    await asyncio.wait_for(told.wait(), 5)
    coroutine = asyncio.sleep(0.001, "from another thread")
    answer = await asyncio.to_thread(
        lambda: asyncio.run_coroutine_threadsafe(coroutine, loop).result(5))
    print(answer)


asyncio.run(main())
