# runner: audit-every=3000 timeout=40
"""statistics: averages, spread, correlation, NormalDist."""
import statistics as s
from fractions import Fraction as F
d = [1, 2, 3, 4, 4.5, 10]
for n in 'mean fmean median median_low median_high median_grouped mode multimode stdev pstdev variance pvariance geometric_mean harmonic_mean quantiles'.split(): print(n, getattr(s, n)(d))
print(s.mean([F(1, 2), F(1, 3)]), s.median([1]), s.quantiles(d, n=3, method='inclusive'), s.mode('aabb'), s.multimode('aabbc'), s.correlation([1, 2, 3], [1, 5, 7]), s.covariance([1, 2, 3], [1, 5, 7]), s.linear_regression([1, 2, 3], [2, 4, 7]), s.fmean([1, 2], [3, 1]))
n = s.NormalDist(5, 2); print(n, n.pdf(5), n.cdf(6), n.inv_cdf(.3), n + 3, n * 2, n.overlap(s.NormalDist(6, 1)), s.NormalDist.from_samples(d), n.zscore(9), n.samples(2, seed=1), n.quantiles(3))
for f in (lambda: s.mean([]), lambda: s.stdev([1]), lambda: s.mode([]), lambda: s.geometric_mean([-1]), lambda: s.quantiles([1]), lambda: s.correlation([1, 1], [2, 3]), lambda: s.mean(['a'])):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
