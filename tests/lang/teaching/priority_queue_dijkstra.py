"""heapq: a priority queue, Dijkstra, merging, the largest few, Huffman."""
# runner: audit-every=50
import heapq
import itertools
from collections import Counter


class PriorityQueue:
    def __init__(self):
        self._heap = []
        self._counter = itertools.count()

    def push(self, item, priority=0):
        heapq.heappush(self._heap, (priority, next(self._counter), item))

    def pop(self):
        if not self._heap:
            raise IndexError("the queue is empty")
        return heapq.heappop(self._heap)[2]

    def __len__(self):
        return len(self._heap)


def dijkstra(graph, start):
    distance = {start: 0}
    before = {}
    heap = [(0, start)]
    while heap:
        cost, node = heapq.heappop(heap)
        if cost > distance[node]:
            continue
        for other, weight in graph[node].items():
            new = cost + weight
            if new < distance.get(other, float("inf")):
                distance[other] = new
                before[other] = node
                heapq.heappush(heap, (new, other))
    return distance, before


def path(before, node):
    way = [node]
    while node in before:
        node = before[node]
        way.append(node)
    return way[::-1]


def huffman(text):
    counter = itertools.count()
    heap = [(n, next(counter), char) for char, n in Counter(text).items()]
    heapq.heapify(heap)
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, (a[0] + b[0], next(counter), (a[2], b[2])))
    codes = {}

    def walk(node, code):
        if isinstance(node, tuple):
            walk(node[0], code + "0")
            walk(node[1], code + "1")
        else:
            codes[node] = code or "0"

    walk(heap[0][2], "")
    return codes


queue = PriorityQueue()
for word, priority in [("write", 3), ("eat", 1), ("sleep", 1), ("read", 2)]:
    queue.push(word, priority)
print([queue.pop() for _ in range(len(queue))])
try:
    queue.pop()
except IndexError as error:
    print(error)
graph = {"A": {"B": 4, "C": 1}, "B": {"D": 1}, "C": {"B": 2, "D": 5},
         "D": {"E": 3}, "E": {}, "F": {"A": 1}}
distance, before = dijkstra(graph, "A")
print(distance, path(before, "E"), "F" in distance)
codes = huffman("abracadabra")
encoded = "".join(codes[c] for c in "abracadabra")
print(codes, len(encoded))
back, code = "", ""
names = {v: k for k, v in codes.items()}
for bit in encoded:
    code += bit
    if code in names:
        back += names[code]
        code = ""
print(back)
print(heapq.nlargest(3, [5, 1, 9, 3]), heapq.nsmallest(2, "hello"),
      list(heapq.merge([1, 4, 7], [2, 3], [9])))
numbers = [5, 3, 8, 1]
heapq.heapify(numbers)
print(numbers[0], heapq.heappushpop(numbers, 0), heapq.heapreplace(numbers, 9),
      sorted(numbers))
print(heapq.nlargest(2, {"a": 3, "b": 7, "c": 5}.items(), key=lambda p: p[1]))
