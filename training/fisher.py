"""The angular Fisher score (Liu et al., "SphereFace", CVPR 2017, appendix E)."""

import numpy as np

from videorec.core.types import Float32, Float64, Int64


def angular_fisher_score(features: Float32 | Float64, labels: Int64) -> float:
    """Within-class over between-class angular scatter; lower is better.

    With x a feature of class i, m_i the mean feature of class i, n_i its size and m the mean of
    all features:

        S_w = sum_i sum_x (1 - cos(x, m_i)),   S_b = sum_i n_i (1 - cos(m_i, m)),   S_w / S_b.

    features: (N, D) as the network gives them (means weigh long features more). labels: (N,),
    any integers. A class of one image adds nothing to S_w. ValueError for fewer than two classes,
    values that are not finite, or a between-class scatter of zero.
    """
    features = np.asarray(features, np.float64)
    labels = np.asarray(labels)
    if features.ndim != 2 or labels.shape != features.shape[:1]:
        raise ValueError(f"shapes do not fit: {features.shape}, {labels.shape}")
    if not np.isfinite(features).all():
        raise ValueError("features must be finite")
    _, classes, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    if len(sizes) < 2:
        raise ValueError("the angular Fisher score needs at least two classes")
    sums = np.zeros((len(sizes), features.shape[1]))
    np.add.at(sums, classes, features)
    means = sums / sizes[:, None]
    within = (1.0 - _cosines(features, means[classes])).sum()
    between = (sizes * (1.0 - _cosines(means, features.mean(axis=0)[None]))).sum()
    if between <= 1e-9 * len(features):
        raise ValueError("the class means all point the same way; there is nothing to compare")
    return float(within / between)


def _cosines(a: Float64, b: Float64) -> Float64:
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    products = (a * b).sum(axis=1)
    cosines: Float64 = np.divide(products, lengths, out=np.zeros(len(products)), where=lengths > 0)
    return cosines
