"""Makes vectors.json: what SciPy and 40-digit arithmetic give for tails, quantiles and intervals.

Run in an environment with numpy 2.4.6, scipy 1.17.1 and mpmath 1.4.1 (a minute):
    python test/reference/statistics/make-vectors.py > test/reference/statistics/vectors.json

Every value is computed by SciPy and, apart from it, exactly: by mpmath's own function or, where that is too slow for the
parameters, by integrating the density, and for discrete laws by counting in whole numbers. The exact value is
stored. The script stops when the two differ by more than 1e-6 of the value where SciPy has one, and says on stderr how
often they differ by more than 1e-10. SCIPY_ERRS lists where SciPy 1.17.1 itself is further off at some of the points: there the
exact quantiles solve a tail that has been compared, and the exact tail is confirmed by a second method.
"""

import fractions
import itertools
import json
import math
import sys

import mpmath as mp
import numpy as np
from scipy import special, stats

mp.mp.dps = 40
rng = np.random.default_rng(20240701)
LOG_SMALLEST = math.log(1e-300)
SCIPY_ERRS = {"gammainc", "f upper quantile", "beta.ppf", "clopper-pearson"}
off = {}


def agreed(name, by_scipy, exact, least=1e-290):
    """The exact value as a double, once SciPy has said the same or has nothing to say."""
    exact, by_scipy = float(exact), float(by_scipy)
    total, loose = off.get(name, (0, 0))
    if not math.isfinite(by_scipy) or by_scipy == 0 or abs(exact) < least:
        return exact
    difference = abs(by_scipy - exact) / abs(exact)
    off[name] = (total + 1, loose + (difference > 1e-10))
    if difference > 1e-6 and name not in SCIPY_ERRS:
        raise SystemExit(f"{name}: scipy {by_scipy}, exact {exact}")
    return exact


def integral(integrand, first):
    """From 0 to infinity of a decreasing function, by Gauss and Legendre on growing pieces."""
    total, low, width = mp.mpf(0), mp.mpf(0), first
    while True:
        piece = mp.quad(integrand, [low, low + width], method="gauss-legendre", maxdegree=5)
        total += piece
        if piece < total * mp.mpf(10) ** -22:
            return total
        low, width = low + width, width * mp.mpf("1.5")


def log_beta_tail(a, b, x, y=None):
    """ln I_x(a, b), y = 1 - x, over s where the odds are x / y e^-s."""
    a, b, x = mp.mpf(a), mp.mpf(b), mp.mpf(x)
    y = 1 - x if y is None else mp.mpf(y)
    if x * (a + b) > a * (1 + mp.mpf(10) ** -12):
        return mp.log(-mp.expm1(log_beta_tail(b, a, y, x)))
    n = a + b
    front = a * mp.log(x) + b * mp.log(y) - (mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(n))
    first = min(1 / mp.sqrt((a - n * x) ** 2 + n * x * y), mp.mpf("0.3"), 0.3 / mp.sqrt(b * x / y + 1))
    return front + mp.log(integral(lambda s: mp.exp(-a * s - n * mp.log(y + x * mp.exp(-s))), first))


def log_gamma_tails(a, x):
    """ln P(a, x) and ln Q(a, x), the smaller by integration over s where t = x e^(+-s)."""
    a, x = mp.mpf(a), mp.mpf(x)
    front = a * mp.log(x) - x - mp.loggamma(a)
    sign = 1 if x > a else -1
    first = min(1 / mp.sqrt((x - a) ** 2 + a), mp.mpf("0.3"), 0.3 / mp.sqrt(x))
    tail = front + mp.log(integral(lambda s: mp.exp(sign * a * s - x * mp.expm1(sign * s)), first))
    other = mp.log(-mp.expm1(tail))
    return (other, tail) if sign == 1 else (tail, other)


def lower_gamma_series(a, x):
    """ln P(a, x) as x^a e^-x / Gamma(a + 1) (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...)"""
    a, x = mp.mpf(a), mp.mpf(x)
    term = total = mp.mpf(1)
    n = 0
    while term > total * mp.mpf(10) ** -25:
        n += 1
        term *= x / (a + n)
        total += term
    return a * mp.log(x) - x - mp.loggamma(a + 1) + mp.log(total)


def solved(log_tail, target, guess, log_slope):
    """The root of log_tail(e^u) = target in u, by Newton from a guess good to some digits."""
    u = mp.log(guess)
    for _ in range(30):
        move = (log_tail(mp.exp(u)) - target) / log_slope(mp.exp(u))
        u -= move
        if abs(move) < mp.mpf(10) ** -18:
            return mp.exp(u)
    raise SystemExit(f"no root from {guess}")


DEVIATIONS = [-30, -10, -3, -1, -0.1, 0, 0.1, 1, 3, 10, 20, 36]


def gamma():
    for a in [0.01, 0.25, 0.5, 1, 3.5, 11.9, 12.1, 100, 5e3, 5e5, 1e7]:
        for deviation in DEVIATIONS:
            x = float(a + deviation * math.sqrt(a) + max(deviation, 0) ** 2 / 2)
            if x <= 0:
                x = a * 10 ** (deviation / 2)
            lower, upper = log_gamma_tails(a, x)
            if min(lower, upper) < LOG_SMALLEST:
                continue
            agreed("gammainc", special.gammainc(a, x), mp.exp(lower))
            agreed("gammaincc", special.gammaincc(a, x), mp.exp(upper))
            smaller = min(lower, upper)
            own = lower_gamma_series(a, x) if smaller == lower else mp.log(mp.gammainc(mp.mpf(a), x, mp.inf, regularized=True))
            assert abs(own - smaller) < 1e-15 * (1 + abs(smaller)), (a, x, own, smaller)
            yield {"a": a, "x": x, "logLower": float(lower), "logUpper": float(upper)}


def beta_points(a, b, deviations):
    mean, n = a / (a + b), a + b
    spread = math.sqrt(mean * (1 - mean) / (n + 1))
    for deviation in deviations:
        x = mean + deviation * spread
        if x <= 0:
            x = mean * 10 ** (deviation / 2)
        if x < 1:
            yield x


def beta():
    shapes = [0.01, 0.5, 1, 3.5, 100, 5e4, 5e6]
    for a, b in itertools.product(shapes, shapes):
        for x in beta_points(a, b, [-36, -10, -2, -0.1, 0.5, 3, 20]):
            lower, upper = log_beta_tail(a, b, x), log_beta_tail(b, a, 1 - mp.mpf(x), x)
            if min(lower, upper) < LOG_SMALLEST or rng.random() < 0.35:
                continue
            agreed("betainc", special.betainc(a, b, x), mp.exp(lower))
            agreed("betaincc", special.betaincc(a, b, x), mp.exp(upper))
            if max(a, b) <= 100:
                exact = mp.log(mp.betainc(mp.mpf(a), mp.mpf(b), 0, mp.mpf(x), regularized=True))
                assert abs(exact - lower) < 1e-15 * (1 + abs(lower)), (a, b, x, exact, lower)
            yield {"a": a, "b": b, "x": x, "logLower": float(lower), "logUpper": float(upper)}


def complementary_error():
    for x in [*np.arange(-5, 26.3, 0.6), 0.0, 1e-9, 30.0, 100.0, 1e4, 1e10]:
        log = mp.log(mp.erfc(mp.mpf(float(x)))) if x < 1e5 else -mp.mpf(x) ** 2 - mp.log(mp.mpf(x) * mp.sqrt(mp.pi))
        agreed("erfc", special.erfc(x), mp.exp(log))
        agreed("log erfc", special.log_ndtr(-x * math.sqrt(2)) + math.log(2), log, 1e-3)
        yield {"x": float(x), "log": float(log)}


def chi_square():
    for degrees in [0.5, 1, 2, 3, 7.5, 30, 250, 2e4, 1e6]:
        for deviation in [-5, -1, 0, 1, 3, 8, 15, 25, 36]:
            a = degrees / 2
            statistic = float(2 * (a + deviation * math.sqrt(a) + max(deviation, 0) ** 2 / 2))
            if statistic <= 0:
                statistic = degrees * 10.0**deviation
            lower, upper = log_gamma_tails(a, statistic / 2)
            if upper < LOG_SMALLEST:
                continue
            value = agreed("chi2.sf", stats.chi2.sf(statistic, degrees), mp.exp(upper))
            yield {"statistic": statistic, "degreesOfFreedom": degrees, "survival": value, "logCumulative": float(lower)}


TAILS = [1e-300, 1e-100, 1e-20, 1e-8, 1e-3, 0.05, 0.3, 0.5, 0.8, 0.99]


def chi_square_quantile():
    for degrees in [0.5, 1, 4, 37.5, 1e3, 1e6]:
        for tail in TAILS:
            a, target = mp.mpf(degrees) / 2, mp.log(mp.mpf(tail))
            density = lambda x: a * mp.log(x / 2) - x / 2 - mp.loggamma(a)  # of ln x
            for side, by_scipy in [("upper", stats.chi2.isf), ("lower", stats.chi2.ppf)]:
                index, sign = (1, -1) if side == "upper" else (0, 1)
                guess = by_scipy(tail, degrees)
                if not 1e-300 < guess < 1e300:
                    continue
                log_tail = lambda x: log_gamma_tails(a, x / 2)[index]
                slope = lambda x: sign * mp.exp(density(x) - log_tail(x))
                value = agreed(f"chi2 {side} quantile", guess, solved(log_tail, target, guess, slope))
                yield {"side": side, "probability": tail, "degreesOfFreedom": degrees, "value": value}


def normal():
    for z in [*np.arange(-8, 37.01, 0.8), 0.0, 1e-9, 40.0, 1e3]:
        log = mp.log(mp.erfc(mp.mpf(float(z)) / mp.sqrt(2)) / 2)
        agreed("norm.sf", stats.norm.sf(z), mp.exp(log))
        agreed("norm.logsf", stats.norm.logsf(z), log, 1e-290)
        yield {"z": float(z), "log": float(log)}


def normal_quantile():
    for tail in [*(10.0**-e for e in range(1, 301, 7)), 0.5, 0.4999999, 0.45, 0.3, 0.2, 0.05, 0.025, 0.6, 0.8, 0.975, 0.999999]:
        target = mp.mpf(tail)
        side = target if target < 0.5 else 1 - target
        z = mp.findroot(lambda t: mp.log(mp.erfc(t / mp.sqrt(2)) / 2) - mp.log(side), abs(stats.norm.isf(float(side))) + 0.0)
        z = z if tail < 0.5 else -z
        yield {"tail": tail, "value": 0.0 if tail == 0.5 else agreed("norm.isf", stats.norm.isf(tail), z)}


def t_point(t, degrees):
    """x and 1 - x = df / (df + t^2), t^2 / (df + t^2)"""
    square = mp.mpf(t) ** 2
    return degrees / (degrees + square), square / (degrees + square)


def log_t_tail(t, degrees):
    degrees = mp.mpf(degrees)
    x, y = t_point(t, degrees)
    return log_beta_tail(degrees / 2, mp.mpf("0.5"), x, y) - mp.log(2)


def student_t():
    for degrees in [0.5, 1, 2, 4.5, 30, 1e3, 1e5, 1e6]:
        for t in [1e-6, 0.1, 0.7, 1.96, 4, 9, 20, 37, 300, 1e6, 1e40, 1e120, 1e250]:
            if degrees * math.log(t) > 1000 + degrees * math.log(degrees):
                continue
            log = log_t_tail(t, degrees)
            if log < LOG_SMALLEST:
                continue
            if t < 1e100:
                agreed("t.sf", stats.t.sf(t, degrees), mp.exp(log))
            yield {"t": t, "degreesOfFreedom": degrees, "log": float(log)}


def student_t_quantile():
    for degrees in [0.5, 1, 3, 12.5, 200, 1e4, 1e6]:
        for tail in [1e-300, 1e-120, 1e-30, 1e-10, 1e-4, 0.025, 0.1, 0.3, 0.49]:
            guess = stats.t.isf(tail, degrees)
            if not 0 < guess < 1e150:
                guess = 1 / tail ** (1 / degrees) if math.log(1 / tail) / degrees < 300 else 0
            if not 0 < guess < 1e150:
                continue
            half = mp.mpf(degrees) / 2
            density = lambda t: (
                mp.log(t) + mp.loggamma(half + 0.5) - mp.loggamma(half) - mp.log(mp.pi * degrees) / 2
                - (half + 0.5) * mp.log1p(mp.mpf(t) ** 2 / degrees)
            )
            log_tail = lambda t: log_t_tail(t, degrees)
            slope = lambda t: -mp.exp(density(t) - log_tail(t))
            value = agreed("t.isf", stats.t.isf(tail, degrees), solved(log_tail, mp.log(mp.mpf(tail)), guess, slope))
            yield {"tail": tail, "degreesOfFreedom": degrees, "value": value}


def f_point(f, numerator, denominator):
    odds = mp.mpf(f) * mp.mpf(numerator) / mp.mpf(denominator)
    return odds / (1 + odds), 1 / (1 + odds)


def log_f_tails(f, numerator, denominator):
    x, y = f_point(f, numerator, denominator)
    a, b = mp.mpf(numerator) / 2, mp.mpf(denominator) / 2
    return log_beta_tail(a, b, x, y), log_beta_tail(b, a, y, x)


F_DEGREES = [1, 2, 7.5, 60, 1e3, 1e5]


def f_ratio():
    for numerator, denominator in itertools.product(F_DEGREES, F_DEGREES):
        for f in [1e-30, 0.1, 0.9, 1.0, 1.03, 1.3, 2.0, 8.0, 60.0, 1e4, 1e30]:
            if rng.random() < 0.4:
                continue
            lower, upper = log_f_tails(f, numerator, denominator)
            if min(lower, upper) < LOG_SMALLEST:
                continue
            survival = agreed("f.sf", stats.f.sf(f, numerator, denominator), mp.exp(upper))
            cumulative = agreed("f.cdf", stats.f.cdf(f, numerator, denominator), mp.exp(lower))
            degrees = {"numerator": numerator, "denominator": denominator}
            yield {"f": f, "degrees": degrees, "survival": survival, "cumulative": cumulative}


def beta_density(a, b):
    constant = mp.loggamma(mp.mpf(a) + mp.mpf(b)) - mp.loggamma(mp.mpf(a)) - mp.loggamma(mp.mpf(b))
    return lambda x, y: a * mp.log(x) + b * mp.log(y) + constant  # of ln (x / y)


def f_quantile():
    for numerator, denominator in itertools.product([1, 5, 80, 1e4], [2, 9.5, 400, 1e5]):
        density = beta_density(mp.mpf(numerator) / 2, mp.mpf(denominator) / 2)
        for tail in [1e-250, 1e-60, 1e-12, 1e-3, 0.05, 0.5, 0.9]:
            for side, by_scipy in [("upper", stats.f.isf), ("lower", stats.f.ppf)]:
                guess = by_scipy(tail, numerator, denominator)
                if rng.random() < 0.5 or not 1e-140 < guess < 1e140:
                    continue
                index, sign = (1, -1) if side == "upper" else (0, 1)
                log_tail = lambda f: log_f_tails(f, numerator, denominator)[index]
                slope = lambda f: sign * mp.exp(density(*f_point(f, numerator, denominator)) - log_tail(f))
                exact = solved(log_tail, mp.log(mp.mpf(tail)), guess, slope)
                value = agreed(f"f {side} quantile", guess, exact)
                degrees = {"numerator": numerator, "denominator": denominator}
                yield {"side": side, "probability": tail, "degrees": degrees, "value": value}


def beta_inverse(tail, a, b, guess):
    """x with P(X <= x) = tail."""
    density = beta_density(a, b)
    log_tail = lambda odds: log_beta_tail(a, b, odds / (1 + odds), 1 / (1 + odds))
    slope = lambda odds: mp.exp(density(odds / (1 + odds), 1 / (1 + odds)) - log_tail(odds))
    odds = solved(log_tail, mp.log(mp.mpf(tail)), mp.mpf(guess) / (1 - mp.mpf(guess)), slope)
    return odds / (1 + odds)


def beta_quantile():
    for a, b in itertools.product([0.5, 1, 3.5, 120, 5e4], [0.5, 1, 9, 700, 1e6]):
        for tail in [1e-200, 1e-40, 1e-10, 1e-3, 0.025, 0.4, 0.5, 0.95]:
            guess = stats.beta.ppf(tail, a, b)
            if rng.random() < 0.55 or not 1e-290 < guess < 1 - 1e-6:
                continue
            value = agreed("beta.ppf", guess, beta_inverse(tail, a, b, guess))
            yield {"probability": tail, "a": a, "b": b, "value": value}


def binomial_cases():
    for trials in [1, 5, 20, 301, 5000, 100_000, 10_000_000]:
        for probability in [1e-6, 0.001, 0.03, 0.3, 0.5, 0.9]:
            mean, spread = trials * probability, math.sqrt(trials * probability * (1 - probability))
            for deviation in [-20, -3, 0, 2, 8, 34]:
                successes = int(round(mean + deviation * spread + max(deviation, 0) / 3))
                if 0 < successes <= trials:
                    yield successes, trials, probability


def log_binomial_tails(successes, trials, probability):
    """ln P(X >= successes) and ln P(X <= successes - 1), by the sum where that is short, else by integration."""
    p = mp.mpf(probability)
    if trials <= 301:
        terms = [mp.binomial(trials, k) * p**k * (1 - p) ** (trials - k) for k in range(trials + 1)]
        return mp.log(mp.fsum(terms[successes:])), mp.log(mp.fsum(terms[:successes]))
    a, b = mp.mpf(successes), mp.mpf(trials - successes + 1)
    return log_beta_tail(a, b, p, 1 - p), log_beta_tail(b, a, 1 - p, p)


def binomial():
    for successes, trials, probability in binomial_cases():
        upper, lower = log_binomial_tails(successes, trials, probability)
        if min(upper, lower) < LOG_SMALLEST:
            continue
        agreed("binom.sf", stats.binom.sf(successes - 1, trials, probability), mp.exp(upper))
        agreed("binom.cdf", stats.binom.cdf(successes - 1, trials, probability), mp.exp(lower))
        yield {
            "successes": successes,
            "trials": {"trials": trials, "probability": probability},
            "logSurvival": float(upper),
            "logCumulativeBelow": float(lower),
        }


def binomial_quantile():
    for trials in [1, 7, 100, 12345, 10_000_000]:
        for probability in [1e-5, 0.2, 0.5, 0.97]:
            for at in [1e-12, 0.01, 0.3, 0.77, 0.999]:
                value = int(stats.binom.ppf(at, trials, probability))
                reached = 1 if value == trials else mp.exp(log_binomial_tails(value + 1, trials, probability)[1])
                below = 0 if value == 0 else mp.exp(log_binomial_tails(value, trials, probability)[1])
                assert below < at <= reached, (at, trials, probability, value)
                yield {"at": at, "trials": {"trials": trials, "probability": probability}, "value": value}


def kolmogorov():
    for x in [*np.arange(0.1, 3.01, 0.08), *np.arange(3.5, 18.6, 1.0), 50.0, 1000.0]:
        exact = mp.mpf(float(x))
        terms = range(1, 400) if x < 3 else range(1, 9)
        value = 2 * mp.fsum((-1) ** (k - 1) * mp.exp(-2 * k * k * exact * exact) for k in terms)
        agreed("kolmogorov", special.kolmogorov(x), value)
        yield {"x": float(x), "log": float(mp.log(value))}


def kolmogorov_smirnov_count(rows1, rows2, limit):
    """Share of lattice paths that are ever limit / (rows1 rows2) from the diagonal, in whole numbers."""
    inside = [[0] * (rows2 + 1) for _ in range(rows1 + 1)]
    for i in range(rows1 + 1):
        for j in range(rows2 + 1):
            if abs(i * rows2 - j * rows1) >= limit:
                continue
            inside[i][j] = 1 if i == j == 0 else (inside[i - 1][j] if i else 0) + (inside[i][j - 1] if j else 0)
    total = math.comb(rows1 + rows2, rows1)
    return mp.mpf(total - inside[rows1][rows2]) / total


def kolmogorov_smirnov():
    for rows1, rows2 in [(1, 1), (1, 9), (3, 4), (5, 5), (10, 7), (20, 20), (30, 100), (64, 96), (100, 100), (300, 300), (7, 2000)]:
        for share in [0, 0.1, 0.2, 0.35, 0.5, 0.8, 1]:
            steps = max(1, round(share * math.lcm(rows1, rows2)))
            limit = steps * rows1 * rows2 // math.lcm(rows1, rows2)
            distance = steps / math.lcm(rows1, rows2)
            exact = kolmogorov_smirnov_count(rows1, rows2, limit)
            lattice = stats._stats_py._attempt_exact_2kssamp(rows1, rows2, math.gcd(rows1, rows2), distance, "two-sided")
            value = agreed("ks_2samp exact", lattice[2] if lattice[0] else 0, exact)
            yield {"distance": distance, "rows1": rows1, "rows2": rows2, "value": value}


def kolmogorov_smirnov_ties():
    """Every split of the pooled rows, one by one."""
    for rows1, ties in [(2, [3, 1]), (3, [2, 2, 2]), (4, [1, 3, 1, 4]), (5, [5, 5]), (6, [2, 1, 1, 4, 3]), (5, [1] * 9), (7, [3, 4, 5, 2]), (5, [1, 2, 1, 3, 1, 2, 1]), (6, [7, 1, 1, 1, 1, 1])]:
        pooled = np.repeat(np.arange(len(ties)), ties)
        rows2 = len(pooled) - rows1
        distances = []
        for chosen in itertools.combinations(range(len(pooled)), rows1):
            first = np.bincount(pooled[list(chosen)], minlength=len(ties))
            gap = np.cumsum(first) * rows2 - np.cumsum(np.array(ties) - first) * rows1
            distances.append(int(np.abs(gap).max()))
        for limit in sorted(set(distances)):
            share = fractions.Fraction(sum(d >= limit for d in distances), len(distances))
            sizes = {"rows1": rows1, "rows2": rows2, "ties": ties}
            yield {"distance": limit / (rows1 * rows2), "sizes": sizes, "value": float(share)}


def intervals():
    for trials in [1, 2, 10, 57, 1000, 250_000, 5_000_000]:
        for share in [0, 0.001, 0.1, 0.5, 0.93, 1]:
            for level in [0.5, 0.95, 0.999999]:
                if rng.random() < 0.3:
                    continue
                successes, tail = round(share * trials), mp.mpf((1 - level) / 2)
                failures = trials - successes
                exact = stats.binomtest(successes, trials).proportion_ci(level, method="exact")
                low = beta_inverse(tail, successes, failures + 1, exact.low) if successes else mp.mpf(0)
                high = 1 - beta_inverse(tail, failures, successes + 1, 1 - exact.high) if failures else mp.mpf(1)
                z = mp.sqrt(2) * mp.erfinv(1 - 2 * tail)
                wilson = stats.binomtest(successes, trials).proportion_ci(level, method="wilson")
                root = z * mp.sqrt(z * z + 4 * mp.mpf(successes) * failures / trials)
                roots = [(2 * successes + z * z + sign * root) / (2 * (trials + z * z)) for sign in (-1, 1)]
                yield {
                    "successes": successes,
                    "trials": trials,
                    "level": level,
                    "clopperPearson": [
                        agreed("clopper-pearson", exact.low, low, 1e-9),
                        agreed("clopper-pearson", exact.high, high),
                    ],
                    "wilson": [
                        agreed("wilson", wilson.low, roots[0], 1e-9) if successes else 0.0,
                        agreed("wilson", wilson.high, roots[1]),
                    ],
                }


def log_gamma():
    for x in [*10.0 ** np.arange(-8, 9, 0.5), 0.9999, 1.0, 1.0001, 1.5, 1.9999, 2.0, 2.0001, *rng.uniform(0.01, 30, 20)]:
        stirling = mp.loggamma(x) - ((x - mp.mpf("0.5")) * mp.log(x) - x + mp.log(2 * mp.pi) / 2)
        yield {"x": float(x), "value": agreed("gammaln", special.gammaln(x), mp.loggamma(mp.mpf(float(x)))), "stirling": float(stirling)}


def deviance():
    for ratio in [1e-300, 1e-10, 0.1, 0.499, 0.5, 0.501, 0.7, 0.9, 0.999, 1 - 1e-9, 1.0, 1 + 1e-9, 1.001, 1.1, 1.3, 1.499, 1.5, 1.501, 3.0, 1e10, *rng.uniform(0.4, 1.6, 35).tolist()]:
        yield {"ratio": ratio, "value": float(mp.mpf(ratio) - 1 - mp.log(mp.mpf(ratio)))}


FAMILIES = {
    "logGamma": log_gamma,
    "deviance": deviance,
    "gamma": gamma,
    "beta": beta,
    "complementaryError": complementary_error,
    "normal": normal,
    "normalQuantile": normal_quantile,
    "chiSquare": chi_square,
    "chiSquareQuantile": chi_square_quantile,
    "studentT": student_t,
    "studentTQuantile": student_t_quantile,
    "fRatio": f_ratio,
    "fQuantile": f_quantile,
    "betaQuantile": beta_quantile,
    "binomial": binomial,
    "binomialQuantile": binomial_quantile,
    "kolmogorov": kolmogorov,
    "kolmogorovSmirnov": kolmogorov_smirnov,
    "kolmogorovSmirnovTies": kolmogorov_smirnov_ties,
    "intervals": intervals,
}

vectors = {}
for name, family in FAMILIES.items():
    vectors[name] = list(family())
    print(f"{name}: {len(vectors[name])}", file=sys.stderr)
for name, (total, loose) in off.items():
    print(f"{name}: SciPy off by more than 1e-10 in {loose} of {total}", file=sys.stderr)
print(json.dumps(vectors, separators=(",", ":")))
