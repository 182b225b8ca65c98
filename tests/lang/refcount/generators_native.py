"""Generators that native code calls, behind ones that instructions resume."""


def numbers(n):
    kept = [n]
    for i in range(n):
        yield i
    kept.append(n)


def delegating(source):
    yield from source
    yield sum(numbers(3))


def itself():
    try:
        for x in me:
            print("never", x)
    except ValueError as error:
        yield error
    yield 1


def main():
    over = numbers(2)
    list(over)
    later = numbers(3)
    for x in over:
        print("never", x)
    print(sum(later, 1000000))
    mapped = map(str, numbers(3))
    print(next(mapped))
    for x in over:
        print("never", x)
    print(next(mapped), ",".join(map(str, numbers(4))))
    print(list(delegating(over)), max(delegating([5])))


me = itself()
print(next(me), sorted(me))
main()
