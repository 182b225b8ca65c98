# runner: audit-every=3000 modes=plain,audit,all timeout=120
"""unittest: a case is run, with every kind of outcome."""
import unittest, io, sys, re
from unittest import mock
class T(unittest.TestCase):
    @classmethod
    def setUpClass(cls): print('class up')
    def setUp(self): self.x = 1
    def tearDown(self): self.x = 0
    def test_ok(self): self.assertEqual(self.x, 1)
    def test_fail(self): self.assertEqual([1, 2, 3], [1, 2, 4])
    def test_error(self): raise KeyError('k')
    @unittest.skip('why not')
    def test_skip(self): pass
    @unittest.expectedFailure
    def test_expected(self): self.fail('as expected')
    def test_raises(self):
        with self.assertRaises(ZeroDivisionError) as c: 1 / 0
        self.assertIn('division', str(c.exception))
        self.assertRaisesRegex(ValueError, 'inv.*', int, 'x')
    def test_sub(self):
        for i in range(3):
            with self.subTest(i=i): self.assertNotEqual(i, 1)
    def test_more(self):
        self.assertTrue(1); self.assertAlmostEqual(.1 + .2, .3); self.assertDictEqual({1: 2}, {1: 2}); self.assertIsNone(None); self.assertCountEqual([1, 2], [2, 1]); self.assertLess(1, 2); self.assertRegex('abc', 'b')
        with self.assertLogs('l', 'INFO') as c:
            import logging; logging.getLogger('l').info('hey')
        self.assertEqual(c.output, ['INFO:l:hey'])
    def test_mock(self):
        m = mock.Mock(return_value=3); self.assertEqual(m(1, a=2), 3); m.assert_called_once_with(1, a=2); m.x.y.return_value = 4; self.assertEqual(m.x.y(), 4)
        with mock.patch('os.getcwd', return_value='/q'):
            import os; self.assertEqual(os.getcwd(), '/q')
out = io.StringIO()
r = unittest.TextTestRunner(out, verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(T))
text = re.sub(r'in \d+\.\d+s', 'in Xs', out.getvalue()); print(text); print(r.testsRun, len(r.failures), len(r.errors), len(r.skipped), r.wasSuccessful())
