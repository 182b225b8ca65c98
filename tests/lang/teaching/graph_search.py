"""Graphs as dicts: breadth and depth first, shortest paths, a topological
order, and what a cycle does to it."""
from collections import defaultdict, deque
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush

ROADS = [("A", "B", 4), ("A", "C", 1), ("C", "B", 2), ("B", "D", 5),
         ("C", "D", 8), ("D", "E", 3), ("F", "G", 1)]


def build(roads):
    graph = defaultdict(dict)
    for start, end, length in roads:
        graph[start][end] = graph[end][start] = length
    return dict(graph)


def breadth_first(graph, start):
    seen, queue = {start: None}, deque([start])
    while queue:
        place = queue.popleft()
        for other in graph[place]:
            if other not in seen:
                seen[other] = place
                queue.append(other)
    return seen


def depth_first(graph, place, seen=None):
    seen = set() if seen is None else seen
    seen.add(place)
    yield place
    for other in graph[place]:
        if other not in seen:
            yield from depth_first(graph, other, seen)


def shortest(graph, start, goal):
    heap, done = [(0, [start])], set()
    while heap:
        length, path = heappop(heap)
        if path[-1] == goal:
            return length, path
        if path[-1] in done:
            continue
        done.add(path[-1])
        for other, step in graph[path[-1]].items():
            heappush(heap, (length + step, path + [other]))
    raise LookupError(f"no way from {start} to {goal}")


graph = build(ROADS)
print(graph)
print(breadth_first(graph, "A"))
print(*depth_first(graph, "A"))
print(shortest(graph, "A", "E"))
try:
    shortest(graph, "A", "G")
except LookupError as error:
    print("LookupError:", error)
needs = {"cake": {"eggs", "flour"}, "eggs": {"shop"}, "flour": {"shop"}}
order = list(TopologicalSorter(needs).static_order())
print(order[0], sorted(order[1:3]), order[3])
try:
    TopologicalSorter({"egg": ["hen"], "hen": ["egg"]}).prepare()
except CycleError as error:
    print(error.args[0], sorted(set(error.args[1])))
