# runner: audit-every=3000 timeout=40 modes=plain,audit,all
"""logging and warnings: levels, handlers, formats, filters."""
import logging, sys, io, warnings
logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, format='%(levelname)s:%(name)s:%(message)s [%(funcName)s %(lineno)d]')
log = logging.getLogger('a.b'); log.debug('d %s %d', 'x', 5); log.info('i'); log.warning('w'); log.error('e'); log.critical('c')
def f():
    try: 1 / 0
    except ZeroDivisionError: log.exception('oops')
f()
h = logging.StreamHandler(s := io.StringIO()); h.setLevel('ERROR'); h.setFormatter(logging.Formatter('{levelname} {message}', style='{')); log.addHandler(h); log.propagate = False
log.info('no'); log.error('yes'); print(s.getvalue(), log.level, log.getEffectiveLevel(), log.isEnabledFor(10), log.name, log.parent.name, logging.getLevelName(30), log)
class Fi(logging.Filter):
    def filter(self, r): return 'secret' not in r.getMessage()
h.addFilter(Fi()); log.error('secret'); log.error('open'); print(s.getvalue().splitlines())
log.setLevel(logging.CRITICAL); log.error('gone'); logging.disable(logging.CRITICAL); log.critical('gone too'); logging.disable(logging.NOTSET)
a = logging.LoggerAdapter(logging.getLogger('z'), {'k': 1}); a.info('adapted'); logging.getLogger('z').info('bad %d', 5)
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always'); warnings.warn('careful'); warnings.warn('dep', DeprecationWarning, stacklevel=1); print([(str(x.message), x.category.__name__, x.lineno) for x in w])
with warnings.catch_warnings():
    warnings.simplefilter('error')
    try: warnings.warn('boom', RuntimeWarning)
    except RuntimeWarning as e: print('raised', e)
    warnings.filterwarnings('ignore', 'x.*', UserWarning); warnings.warn('xyz')
print(warnings.formatwarning('m', UserWarning, 'f.py', 3, 'line'))
logging.captureWarnings(True); warnings.warn('captured'); logging.captureWarnings(False); logging.shutdown()
