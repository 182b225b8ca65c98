"""Tic-tac-toe: a board of lists, minimax with a cache, a game to the end."""
# runner: audit-every=100
from functools import lru_cache

LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6),
         (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]


class Board:
    def __init__(self, cells=None):
        self.cells = list(cells) if cells else [" "] * 9

    def __str__(self):
        rows = (" | ".join(self.cells[i:i + 3]) for i in range(0, 9, 3))
        return "\n---------\n".join(rows)

    def __getitem__(self, index):
        return self.cells[index]

    def __setitem__(self, index, player):
        if self.cells[index] != " ":
            raise ValueError(f"cell {index} is taken by {self.cells[index]}")
        self.cells[index] = player

    @property
    def free(self):
        return [i for i, cell in enumerate(self.cells) if cell == " "]

    def winner(self):
        for a, b, c in LINES:
            if self.cells[a] != " " and \
                    self.cells[a] == self.cells[b] == self.cells[c]:
                return self.cells[a]
        return None


calls = 0


@lru_cache(maxsize=None)
def value(cells, player):
    global calls
    calls += 1
    board = Board(cells)
    winner = board.winner()
    if winner:
        return 1 if winner == "X" else -1
    if not board.free:
        return 0
    results = []
    for place in board.free:
        after = cells[:place] + player + cells[place + 1:]
        results.append(value(after, "O" if player == "X" else "X"))
    return max(results) if player == "X" else min(results)


def best(board, player):
    def score(place):
        cells = "".join(board.cells)
        after = cells[:place] + player + cells[place + 1:]
        return value(after, "O" if player == "X" else "X")
    choose = max if player == "X" else min
    return choose(board.free, key=score)


board = Board("X O  O  X")
print(board)
player = "X"
while board.winner() is None and board.free:
    place = best(board, player)
    board[place] = player
    print(f"\n{player} takes {place}:\n{board}")
    player = "O" if player == "X" else "X"
print("winner:", board.winner())
print("positions:", calls, value.cache_info())
try:
    board[0] = "O"
except ValueError as error:
    print("error:", error)
