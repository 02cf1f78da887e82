"""Counts with Wilson intervals, AUROC, and the gate: the product's arithmetic."""

import math
from dataclasses import dataclass

LEAST_AUROC = 0.9
FALSE_QUARANTINE_RATE = 0.05


@dataclass(frozen=True)
class Proportion:
    hits: int
    total: int

    @property
    def share(self) -> float:
        return self.hits / self.total if self.total else 0.0

    def wilson(self, z: float = 1.959964) -> tuple[float, float]:
        """95 % interval of the share."""
        if self.total == 0:
            return 0.0, 1.0
        n, p = self.total, self.share
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, centre - half), min(1.0, centre + half)

    def __str__(self) -> str:
        low, high = self.wilson()
        return f"{self.hits}/{self.total} = {100 * self.share:.1f} % [{100 * low:.1f}, {100 * high:.1f}]"


def auroc(benign: list[float], harmful: list[float]) -> float:
    """Probability that a benign score is above a harmful one; ties count half."""
    wins = sum((b > h) + 0.5 * (b == h) for b in benign for h in harmful)
    return wins / (len(benign) * len(harmful))


def calibrate(benign: list[float], harmful: list[float]) -> float:
    """The gate's threshold: greatest Youden index over the middles between neighbouring scores, then the widest gap."""
    if auroc(benign, harmful) < LEAST_AUROC:
        raise ValueError("the score does not separate the probes: it must not be used")
    scores = sorted(benign + harmful)
    best = (0.0, 0.0, math.nan)
    for below, above in zip(scores, scores[1:]):
        threshold = below + (above - below) / 2
        lost = sum(score < threshold for score in benign) / len(benign)
        caught = sum(score < threshold for score in harmful) / len(harmful)
        if above > below and lost <= FALSE_QUARANTINE_RATE and (caught - lost, above - below) > best[:2]:
            best = (caught - lost, above - below, threshold)
    return best[2]
