"""asyncio: producers and consumers on a queue, gather, timeouts, locks,
cancelling, async iteration and context managers."""
# runner: audit-every=200 modes=plain,audit,all timeout=90
import asyncio


async def producer(queue, name, n):
    for i in range(n):
        await queue.put(f"{name}{i}")
        await asyncio.sleep(0)
    await queue.put(None)


async def consumer(queue, producers):
    got = []
    while producers:
        item = await queue.get()
        if item is None:
            producers -= 1
        else:
            got.append(item)
        queue.task_done()
    return got


class Ticker:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        await asyncio.sleep(0)
        return self.n


async def numbers(n):
    for i in range(n):
        try:
            yield i
        finally:
            if i == 1:
                print("generator passes 1")


class Connection:
    async def __aenter__(self):
        await asyncio.sleep(0)
        print("connected")
        return self

    async def __aexit__(self, *exc):
        print("disconnected", exc[0])
        return True


async def fail(after):
    await asyncio.sleep(after)
    raise ValueError(f"after {after}")


async def main():
    queue = asyncio.Queue(maxsize=2)
    *_, items = await asyncio.gather(
        producer(queue, "a", 3), producer(queue, "b", 2), consumer(queue, 2))
    print(sorted(items))
    print([x async for x in Ticker(3)], [x async for x in numbers(3) if x != 1])
    async with Connection():
        raise KeyError("inside")
    results = await asyncio.gather(fail(0), asyncio.sleep(0, "ok"),
                                   return_exceptions=True)
    print(results)
    try:
        await asyncio.wait_for(asyncio.sleep(10), 0.01)
    except asyncio.TimeoutError:
        print("timeout")
    task = asyncio.create_task(asyncio.sleep(10), name="sleeper")
    await asyncio.sleep(0)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as e:
        print("cancelled", e, task.cancelled(), task.get_name())
    lock, order = asyncio.Lock(), []

    async def worker(n):
        async with lock:
            order.append(f"in{n}")
            await asyncio.sleep(0)
            order.append(f"out{n}")
    await asyncio.gather(*(worker(n) for n in range(3)))
    print(order)
    event = asyncio.Event()

    async def waiter():
        await event.wait()
        return "woken"
    waiting = asyncio.create_task(waiter())
    asyncio.get_running_loop().call_soon(event.set)
    print(await waiting)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(0))
            group.create_task(asyncio.sleep(5))
    except* ValueError as e:
        print(e.exceptions)
    done, pending = await asyncio.wait(
        [asyncio.create_task(asyncio.sleep(0.001 * n, n)) for n in (1, 50)],
        return_when=asyncio.FIRST_COMPLETED)
    print({t.result() for t in done}, len(pending))
    for t in pending:
        t.cancel()
    semaphore = asyncio.Semaphore(1)
    async with semaphore:
        print(semaphore.locked())
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(0.001, future.set_result, 42)
    return await future


print(asyncio.run(main()))
