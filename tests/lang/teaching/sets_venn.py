"""Sets and frozensets: algebra, deduplication, sets of sets, comparisons."""
import itertools

maths = {"ada", "bob", "cy", "dan"}
physics = {"bob", "dan", "eve"}
music = frozenset(("ada", "eve", "fay"))


def show(title, names):
    print(f"{title:<12}{', '.join(sorted(names)) or '-'}")


show("both", maths & physics)
show("any", maths | physics | music)
show("only maths", maths - physics - music)
show("not both", maths ^ physics)
show("all three", maths & physics & music)
print(maths.isdisjoint({"zoe"}), {"bob"} < maths, maths <= maths,
      maths.issuperset(["ada"]), maths == set("x"))

unique = list(dict.fromkeys([3, 1, 3, 2, 1]))
print(unique, len({1, 1.0, True}), {0} | {False})
group = set(physics)
group.add("gus")
group.discard("nobody")
group.update(["hal"], ("ivy",))
try:
    group.remove("nobody")
except KeyError as error:
    print("KeyError:", error)
print(sorted(group), len(group))
group -= {"hal", "ivy", "gus"}
group &= maths
group ^= {"new"}
print(sorted(group))
print(type(music & maths).__name__, type(maths & music).__name__)
nested = {frozenset({1, 2}), frozenset({2, 1}), frozenset()}
print(len(nested), frozenset([2, 1]) in nested, hash(frozenset()) ==
      hash(frozenset([])))
for bad in (lambda: {[1]: 2}, lambda: {{1}}, lambda: maths + physics,
            lambda: music.add("x"), lambda: maths[0], lambda: {1} < [2]):
    try:
        bad()
    except (TypeError, AttributeError) as error:
        print(type(error).__name__ + ":", error)


def powerset(items):
    items = sorted(items)
    return itertools.chain.from_iterable(
        itertools.combinations(items, n) for n in range(len(items) + 1))


print(list(powerset({"b", "a", "c"})))
vowels = {c for c in "the quick brown fox" if c in "aeiou"}
print(sorted(vowels), all(v in "aeiou" for v in vowels))
print({n % 7 for n in range(50)} == set(range(7)))


def sieve(n):
    numbers = set(range(2, n))
    primes = []
    while numbers:
        p = min(numbers)
        primes.append(p)
        numbers -= set(range(p, n, p))
    return primes


print(sieve(40))
empty = set()
print(empty, bool(empty), {*()}, type({}), {*"ab"} == set("ba"))
try:
    for item in group:
        group.add(item + "!")
except RuntimeError as error:
    print(error)
try:
    set().pop()
except KeyError as error:
    print(error)
