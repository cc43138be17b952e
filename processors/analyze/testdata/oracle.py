"""Statistics of a CSV file by Python's csv and fractions, as JSON.

usage: oracle.py FILE DELIMITER ENCODING HEADER(0|1)
"""
import csv
import json
import math
import re
import sys
from collections import Counter
from fractions import Fraction

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
PADDED = re.compile(r"[+-]?0\d", re.ASCII)


def root(x):
    """The float nearest to the square root of the fraction x."""
    if x == 0:
        return 0.0
    # 64 bits more than a float has, then rounded once; exact roots stay exact.
    shift = 2 * max(0, 120 - (x.numerator.bit_length() - x.denominator.bit_length()) // 2)
    n = (x.numerator << shift) // x.denominator
    r = math.isqrt(n)
    exact = r * r == n and n * x.denominator == x.numerator << shift
    f = Fraction(2 * r + (0 if exact else 1), 2 << (shift // 2))
    return float(f)


def quantile(xs, q):
    """Type 7 of Hyndman and Fan, of sorted fractions."""
    h = (len(xs) - 1) * q
    i = int(h)
    return xs[i] + (h - i) * (xs[min(i + 1, len(xs) - 1)] - xs[i])


def spread(xs):
    unit = 2 * math.lcm(*(x.denominator for x in set(xs)))  # the median is a whole number of these
    xs = sorted(int(x * unit) for x in xs)
    p25, p50, p75 = (quantile(xs, Fraction(k, 4)) for k in (1, 2, 3))
    mad = quantile(sorted(abs(x - int(p50)) for x in xs), Fraction(1, 2))
    names = {"p25": p25, "p50": p50, "p75": p75, "iqr": p75 - p25, "mad": mad}
    return {name: str(Fraction(x) / unit) for name, x in names.items()}


def order(xs):
    """How a list is sorted; "" if it is not, or has no two values."""
    steps = {(a < b) - (a > b) for a, b in zip(xs, xs[1:])}
    for allowed, name in (
        ({0}, "constant"),
        ({1}, "strictly ascending"),
        ({0, 1}, "ascending"),
        ({-1}, "strictly descending"),
        ({-1, 0}, "descending"),
    ):
        if steps and steps <= allowed:
            return name
    return ""


def mode(kept):
    """The most frequent value, the first one of equals; "" if all are different."""
    counts = Counter(kept)
    value, n = min(counts.items(), key=lambda c: (-c[1], c[0].encode()), default=("", 0))
    return value if n > 1 else ""


def column(values):
    kept = [v for v in values if v != ""]
    c = {
        "count": len(kept),
        "nulls": len(values) - len(kept),
        "distinct": len(set(kept)),
        "null_percent": 100 * (len(values) - len(kept)) / len(values) if values else None,
        "mode": mode(kept),
        "sorted": order([v.encode() for v in kept]),
        "constant": bool(kept) and len(set(values)) == 1,
        "unique": bool(kept) and len(set(kept)) == len(values),
        "min_length": min(map(len, kept), default=None),
        "max_length": max(map(len, kept), default=None),
        "min_text": min(kept, key=lambda v: v.encode(), default=None),
        "max_text": max(kept, key=lambda v: v.encode(), default=None),
    }
    trimmed = [v.strip(" \t") for v in kept]
    numeric = kept and all(NUMBER.fullmatch(v) and not PADDED.match(v) for v in trimmed)
    c["kind"] = "other"
    if numeric:
        c["kind"] = "integer" if all(INTEGER.fullmatch(v) for v in trimmed) else "float"
        xs = [Fraction(v) for v in trimmed]
        n = len(xs)
        total = sum(xs)
        mean = total / n
        m2 = sum(x * x for x in xs) / n - mean * mean
        c["sum"] = str(total)
        c["min"], c["max"] = str(min(xs)), str(max(xs))
        c["mean"] = float(mean)
        c["spread"] = spread(xs)
        c["sorted"] = order(xs)
        c["n_zero"] = sum(x == 0 for x in xs)
        c["n_negative"] = sum(x < 0 for x in xs)
        c["variance"] = float(m2 * n / (n - 1)) if n > 1 else None
        c["stddev"] = root(m2 * n / (n - 1)) if n > 1 else None
    return c


def main():
    path, delimiter, encoding, header = sys.argv[1:]
    csv.field_size_limit(1 << 30)
    with open(path, encoding=encoding, newline="") as f:
        lines = list(csv.reader(f, delimiter=delimiter))
    records = [r for r in lines if r]
    first = records[0]
    begin = lines.index(first) + 1 if header == "1" else 0
    rows = records[1:] if header == "1" else records
    columns = []
    for i in range(len(first)):
        columns.append(column([r[i] if i < len(r) else "" for r in rows]))
    json.dump({
        "rows": len(rows),
        "ragged": sum(len(r) != len(first) for r in rows),
        "blank": sum(not r for r in lines[begin:]),
        "columns": columns,
    }, sys.stdout)


if __name__ == "__main__":
    main()
