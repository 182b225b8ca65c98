"""Testing: doctest, unittest with mocks, subtests, skips and failures."""
# runner: audit-every=10000 timeout=90
import doctest
import io
import re
import sys
import unittest
from unittest import mock


def average(numbers):
    """The mean.

    >>> average([1, 2, 3])
    2.0
    >>> average([])
    Traceback (most recent call last):
        ...
    ValueError: no numbers
    >>> average([1, 2])   # this one is wrong
    1
    >>> {"b": 1, "a": [1,
    ...                2]}
    {'b': 1, 'a': [1, 2]}
    >>> print("a  b")  # doctest: +NORMALIZE_WHITESPACE
    a b
    """
    if not numbers:
        raise ValueError("no numbers")
    return sum(numbers) / len(numbers)


class Service:
    def fetch(self, url):
        raise OSError("no network")

    def title(self, url):
        text = self.fetch(url)
        return re.search("<title>(.*)</title>", text)[1]


class ServiceTest(unittest.TestCase):
    def setUp(self):
        self.service = Service()

    @mock.patch.object(Service, "fetch", return_value="<title>hello</title>")
    def test_title(self, fetch):
        self.assertEqual(self.service.title("x"), "hello")
        fetch.assert_called_once_with("x")

    def test_error(self):
        with self.assertRaisesRegex(OSError, "no net"):
            self.service.title("x")

    def test_subtests(self):
        for n in (2, 4, 5):
            with self.subTest(n=n):
                self.assertEqual(n % 2, 0)

    @unittest.skip("later")
    def test_later(self):
        pass

    @unittest.expectedFailure
    def test_expected(self):
        self.assertIn("x", "abc")

    def test_lists(self):
        self.assertEqual([1, 2, {"a": 3}], [1, 2, {"a": 4}])

    def test_text(self):
        self.assertEqual("one\ntwo\n", "one\nthree\n")

    def test_broken(self):
        {}["missing"]


print(doctest.testmod(verbose=False))
out = io.StringIO()
suite = unittest.defaultTestLoader.loadTestsFromTestCase(ServiceTest)
result = unittest.TextTestRunner(out, verbosity=2).run(suite)
print(re.sub(r"in \d+\.\d+s", "in #s", out.getvalue().replace(__file__, "FILE")))
print(result.testsRun, len(result.failures), len(result.errors), len(result.skipped), result.wasSuccessful())
m = mock.Mock(spec=["read"], **{"read.side_effect": [1, ValueError("end")]})
print(m.read(), m.read.call_count)
for bad in (lambda: m.read(), lambda: m.write, lambda: m.read.assert_not_called(),
            lambda: m.read.assert_called_with(3)):
    try:
        bad()
    except (ValueError, AttributeError, AssertionError) as error:
        print(type(error).__name__ + ":", str(error).splitlines()[0])
with mock.patch("builtins.input", side_effect=["Ada", "36"]), mock.patch.dict("os.environ", {"X": "1"}):
    print(input("name? "), input(), __import__("os").environ["X"])
magic = mock.MagicMock()
magic.__len__.return_value = 5
magic.a.b(1)(2)
print(len(magic), magic.mock_calls, magic["k"] is magic["k"])
