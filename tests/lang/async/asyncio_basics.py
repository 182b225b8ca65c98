"""asyncio, the library's own, on our loop: run, gather, sleep, Queue, Event."""
# runner: audit-every=3000 modes=plain,audit,all
import asyncio
async def worker(n, q):
    for i in range(2):
        await asyncio.sleep(0.01)
        await q.put((n, i))
    return n
async def gen():
    for i in range(3):
        await asyncio.sleep(0)
        yield i
async def main():
    q = asyncio.Queue()
    print(await asyncio.gather(*(worker(k, q) for k in range(3))))
    print(sorted(q.get_nowait() for _ in range(6)))
    print([x async for x in gen()])
    e = asyncio.Event()
    asyncio.get_running_loop().call_later(0.01, e.set)
    await e.wait()
    try:
        await asyncio.wait_for(asyncio.sleep(1), 0.01)
    except asyncio.TimeoutError as x: print(repr(x))
    async with asyncio.timeout(1):
        await asyncio.sleep(0)
    async with asyncio.TaskGroup() as tg:
        t = tg.create_task(worker(7, q))
    print(t.result())
asyncio.run(main())
