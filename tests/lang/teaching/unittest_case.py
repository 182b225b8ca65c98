"""A unittest case that passes, fails, errs, skips and uses sub-tests and
mocks."""
# runner: audit-every=1000 modes=plain,audit,all timeout=120
import io
import re
import unittest
from unittest import mock


def divide(a, b):
    if b == 0:
        raise ValueError("b is 0")
    return a / b


class DivideTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print("class set-up")

    def setUp(self):
        self.addCleanup(print, "clean up")

    def tearDown(self):
        print("tear down")

    def test_plain(self):
        self.assertEqual(divide(6, 3), 2)
        self.assertAlmostEqual(divide(1, 3), 0.3333333)

    def test_zero(self):
        with self.assertRaisesRegex(ValueError, "is 0") as caught:
            divide(1, 0)
        self.assertIn("0", str(caught.exception))

    def test_fails(self):
        self.assertEqual([1, 2, 3], [1, 2, 4], "lists")

    def test_errs(self):
        divide("a", 2)

    @unittest.skip("not today")
    def test_skipped(self):
        pass

    @unittest.expectedFailure
    def test_expected(self):
        self.assertTrue(False)

    def test_subtests(self):
        for i in range(4):
            with self.subTest(i=i):
                self.assertEqual(i % 2, 0)

    def test_dict(self):
        self.assertDictEqual({"a": 1}, {"a": 2})

    def test_mock(self):
        with mock.patch("builtins.print") as fake:
            print("hello", 1)
        fake.assert_called_once_with("hello", 1)
        m = mock.Mock(return_value=5, side_effect=[1, ValueError])
        self.assertEqual(m(1, k=2), 1)
        self.assertRaises(ValueError, m)
        self.assertEqual(m.call_args_list, [mock.call(1, k=2), mock.call()])


out = io.StringIO()
suite = unittest.defaultTestLoader.loadTestsFromTestCase(DivideTest)
result = unittest.TextTestRunner(stream=out, verbosity=2).run(suite)
text = re.sub(r'File ".*?", line \d+', 'File "...", line N', out.getvalue())
print(re.sub(r"in [\d.]+s", "in Ts", text))
print(result.testsRun, len(result.failures), len(result.errors), len(result.skipped))
