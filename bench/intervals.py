"""Medians and how sure they are."""
import math
import statistics


def median_interval(values, confidence=0.95):
    """The median, and between which two of the values it lies with at least that confidence, whatever
    the distribution: the order statistics of a sign test. With fewer than six values these are the least
    and the greatest, which say less."""
    ordered = sorted(values)
    count, left, outside = len(ordered), 0, 0.0
    while left < (count - 1) // 2:
        outside += 2 * math.comb(count, left) / 2 ** count
        if outside > 1 - confidence:
            break
        left += 1
    first = max(0, left - 1)
    return statistics.median(ordered), ordered[first], ordered[count - 1 - first]
