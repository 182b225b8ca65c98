"""multiprocessing.Pool: map, apply, starmap, imap, errors."""
# runner: modes=plain,all timeout=40
import multiprocessing as mp


def square(n):
    return n * n


def add(a, b):
    return a + b


def fail(n):
    raise ValueError(f"number {n}")


if __name__ == "__main__":
    with mp.get_context("fork").Pool(2) as pool:
        print(pool.map(square, range(10)))
        print(pool.apply(add, (3, 4)))
        print(pool.starmap(add, [(1, 2), (3, 4)]))
        print(list(pool.imap(square, range(5))))
        print(sorted(pool.imap_unordered(square, range(5))))
        result = pool.apply_async(square, (12,))
        print(result.get(20), result.successful())
        try:
            pool.apply(fail, (3,))
        except ValueError as error:
            print("ValueError:", error)
        pool.close()
        pool.join()
