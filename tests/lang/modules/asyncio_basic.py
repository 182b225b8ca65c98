# runner: audit-every=3000 timeout=40
import asyncio
async def w(n, d):
    await asyncio.sleep(d); print('done', n); return n
async def main():
    r = await asyncio.gather(w(1, .03), w(2, .01)); print(r)
    q = asyncio.Queue(); e = asyncio.Event()
    async def prod():
        for i in range(3): await q.put(i)
        e.set()
    t = asyncio.create_task(prod()); await e.wait(); print([q.get_nowait() for _ in range(3)])
    try: await asyncio.wait_for(asyncio.sleep(1), 0.01)
    except asyncio.TimeoutError: print('timeout')
asyncio.run(main())
