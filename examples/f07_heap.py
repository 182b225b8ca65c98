"""Objects on the heap, their counts, and the scopes that refer to them.

Try: pytutor-mem examples/f07_heap.py
"""
class Account:
    def __init__(self, owner, balance):
        self.owner, self.balance = owner, balance


ada = Account("Ada", 1200)
bank = {"ada": ada, "all": [ada]}
balance = ada.balance
print(len(bank), balance)
