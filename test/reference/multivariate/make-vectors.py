"""Makes vectors.json: what other code gives for eigenvectors, for reconstruction errors and for robust distances.

Run in an environment with numpy 2.4.6, scipy 1.17.1 and scikit-learn 1.9.1:
    python test/reference/multivariate/make-vectors.py > test/reference/multivariate/vectors.json

The wrapping function of Raymaekers and Rousseeuw is written here from the paper; medians and median deviations are scipy's,
covariance, shrinkage and distances scikit-learn's.
"""

import json

import numpy as np
from scipy.stats import median_abs_deviation
from sklearn.covariance import ShrunkCovariance
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(20241103)


def numbers(values):
    return [None if np.isnan(value) else float(value) for value in values]


def table(values):
    return [numbers(row) for row in values]


def eigen():
    for size in [1, 2, 3, 5, 8, 13, 20, 30]:
        for kind in range(7):
            if kind < 3:
                factor = rng.normal(size=(size, size + kind))
                matrix = factor @ factor.T / (size + kind)
            elif kind < 5:
                matrix = rng.normal(size=(size, size))
                matrix = (matrix + matrix.T) / 2
            elif kind == 5:
                # Graded: entries over eight powers of ten.
                scales = 10.0 ** np.linspace(0, -4, size)
                factor = rng.normal(size=(size, 2 * size))
                matrix = scales[:, None] * (factor @ factor.T / (2 * size)) * scales
            else:
                # Few directions only: most eigenvalues are 0.
                factor = rng.normal(size=(size, max(1, size // 3)))
                matrix = factor @ factor.T
            matrix = (matrix + matrix.T) / 2
            values = np.linalg.eigvalsh(matrix)[::-1]
            yield {"matrix": table(matrix), "values": numbers(values)}


TEST_ROWS = 6


def rows_of(kind, rows, size):
    factor = rng.normal(size=(size, size))
    values = rng.normal(size=(rows, size)) @ factor * 10.0 ** rng.integers(-3, 5, size) + rng.normal(size=size) * 100
    if kind == 1:
        values = np.exp(values / np.abs(values).max(axis=0) * 3)
    if kind == 2:
        values[:, 0] = rng.integers(0, 3, rows)
        values[:, -1] = (rng.random(rows) < 0.2) * 1.0
    values = np.vectorize(lambda value: float(f"{value:.6g}"))(values)
    missing = rng.random((rows, size)) < 0.08
    # The rows that are scored lack values in every kind, those of training in one.
    if kind != 3:
        missing[TEST_ROWS:] = False
    values[missing] = np.nan
    return values[TEST_ROWS:], values[:TEST_ROWS]


def reconstruction():
    for size in [2, 3, 5, 9, 14]:
        for kind in range(4):
            for explained in [0.5, 0.65, 0.9]:
                train, test = rows_of(kind, 40, size)
                steps = make_pipeline(SimpleImputer(), StandardScaler())
                standard = steps.fit_transform(train)
                everything = PCA(svd_solver="full").fit(standard)
                enough = int(np.argmax(np.cumsum(everything.explained_variance_ratio_) >= explained)) + 1
                pca = PCA(n_components=min(enough, size - 1), svd_solver="full").fit(standard)
                units = steps.transform(test)
                left = units - pca.inverse_transform(pca.transform(units))
                yield {
                    "explained": explained,
                    "train": table(train),
                    "test": table(test),
                    "components": pca.n_components_,
                    "share": float(pca.explained_variance_ratio_.sum()),
                    "errors": numbers(np.linalg.norm(left, axis=1)),
                }


def wrap(z):
    bent = 1.540793 * np.tanh(0.8622731 * (4 - np.abs(z))) * np.sign(z)
    return np.where(np.abs(z) < 1.5, z, np.where(np.abs(z) < 4, bent, 0))


def distances():
    for size in [1, 2, 3, 6, 11]:
        for kind in range(4):
            for _ in range(3):
                train, test = rows_of(kind, 50, size)
                deviation = median_abs_deviation(train, axis=0, scale="normal", nan_policy="omit")
                filled = np.where(np.isnan(train), np.nanmean(train, axis=0), train)
                centre = np.where(deviation > 0, np.nanmedian(train, axis=0), np.nanmean(train, axis=0))
                scale = np.where(deviation > 0, deviation, filled.std(axis=0))
                units = [np.nan_to_num((values - centre) / scale, nan=0.0) for values in (train, test)]
                clean = np.where(deviation > 0, wrap(units[0]), units[0])
                covariance = ShrunkCovariance(shrinkage=0.01).fit(clean)
                own = np.sort(np.sqrt(covariance.mahalanobis(units[0])))
                yield {
                    "train": table(train),
                    "test": table(test),
                    "distances": numbers(np.sqrt(covariance.mahalanobis(units[1]))),
                    "threshold": float(own[int(np.ceil(0.99 * len(own))) - 1]),
                }


print(
    json.dumps(
        {"eigen": list(eigen()), "reconstruction": list(reconstruction()), "distances": list(distances())},
        separators=(",", ":"),
    )
)
