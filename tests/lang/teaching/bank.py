"""Accounts: classes, inheritance, exceptions of one's own, properties."""
# runner: audit-every=200 timeout=90


class BankError(Exception):
    pass


class InsufficientFunds(BankError):
    def __init__(self, needed, available):
        super().__init__(f"need {needed}, have {available}")
        self.needed, self.available = needed, available


class Account:
    _next_number = 1
    rate = 0.0

    def __init__(self, owner, balance=0):
        self.owner = owner
        self._balance = balance
        self.history = []
        self.number = Account._next_number
        Account._next_number += 1

    @property
    def balance(self):
        return self._balance

    @balance.setter
    def balance(self, value):
        if value < 0:
            raise InsufficientFunds(self._balance - value, self._balance)
        self._balance = value

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self.balance += amount
        self.history.append(("deposit", amount))

    def withdraw(self, amount):
        self.balance -= amount
        self.history.append(("withdraw", amount))

    def transfer(self, other, amount):
        self.withdraw(amount)
        try:
            other.deposit(amount)
        except Exception:
            self._balance += amount
            raise

    def __repr__(self):
        return (f"{type(self).__name__}(#{self.number} {self.owner}: "
                f"{self.balance:.2f})")

    def __add__(self, other):
        return self.balance + other.balance

    def __radd__(self, other):
        return other + self.balance

    def __lt__(self, other):
        return self.balance < other.balance


class Savings(Account):
    rate = 0.05

    def add_interest(self):
        self.deposit(self.balance * self.rate)


class Checking(Account):
    def __init__(self, owner, balance=0, limit=100):
        super().__init__(owner, balance)
        self.limit = limit

    @property
    def balance(self):
        return self._balance

    @balance.setter
    def balance(self, value):
        if value < -self.limit:
            raise InsufficientFunds(value, self.limit)
        self._balance = value


ann, bob = Savings("Ann", 1000), Checking("Bob", 50)
ann.add_interest()
ann.transfer(bob, 300)
bob.withdraw(400)
print(ann, bob, ann + bob, sum([ann, bob]), min(ann, bob).owner)
for action in (lambda: bob.withdraw(100), lambda: ann.deposit(-5),
               lambda: ann.withdraw(10 ** 6), lambda: ann.transfer(None, 1)):
    try:
        action()
    except InsufficientFunds as e:
        print("funds:", e, e.needed, e.available)
    except (ValueError, AttributeError) as e:
        print(type(e).__name__, e)
    else:
        print("fine")
    finally:
        print("  now", ann)
print(ann.history, bob.history, issubclass(Savings, Account),
      isinstance(bob, Savings), Savings.__mro__[1].__name__)
print(vars(bob), Account.rate, ann.rate, "balance" in vars(Account))
try:
    try:
        bob.withdraw(1000)
    except BankError as e:
        raise RuntimeError("transaction failed") from e
except RuntimeError as e:
    print(repr(e), "because of", repr(e.__cause__))
