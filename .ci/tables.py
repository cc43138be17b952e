#!/usr/bin/env python3
"""Compares what fanout analyze says of tables with what is known of them.

Usage: tables.py FANOUT [COUNT [SEED]]

It makes COUNT tables (1000) of random columns, writes each in a random dialect
(delimiter, quotes, line ends, encoding, decimal and thousands characters, null
words, lines above, comments, row names and more), and computes every figure by
itself with fractions. FANOUT must find the same, exactly: sums and extremes as
decimals, other figures as the nearest float. Each table is read as it is where
the dialect is to be detected, and with the flags that decide; with several
workers and small chunks too. It needs Python only.
"""
import collections
import csv
import datetime
import io
import json
import os
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../processors/analyze/testdata"))
from oracle import quantile, root  # noqa: E402

FANOUT = os.path.abspath(sys.argv[1])
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
QUANTILES = [5, 25, 50, 75, 99.9]
WORDS = "alpha bravo charlie delta echo fox golf hotel india juliet kilo lima".split()


def percentile(xs, percent):
    return quantile(xs, Fraction(str(percent)) / 100)


# A column is (name, type, values); a value is None or what the type has:
# a Fraction with its digits, a bool, a date, a datetime or a string.
class Decimal:
    def __init__(self, mantissa, scale):
        self.mantissa, self.scale = mantissa, scale
        self.value = Fraction(mantissa, 10 ** scale)

    def plain(self):
        digits = str(abs(self.mantissa)).rjust(self.scale + 1, "0")
        whole = digits[:len(digits) - self.scale]
        return whole, digits[len(digits) - self.scale:], self.mantissa < 0


def make_column(r, name, rows):
    kind = r.choice(["int", "int", "small", "decimal", "decimal", "date", "time", "bool", "text", "word"])
    nulls = r.choice([0, 0, 0.1, 0.5])
    values = []
    scale = r.choice([1, 2, 3])
    size = 10 ** r.choice([1, 3, 5, 8, 14, 20])
    for i in range(rows):
        if r.random() < nulls:
            values.append(None)
        elif kind == "int":
            values.append(Decimal(r.randint(-size, size), 0))
        elif kind == "small":
            values.append(Decimal(r.randint(0, 5), 0))
        elif kind == "decimal":
            values.append(Decimal(r.randint(-size, size), scale))
        elif kind == "date":
            values.append(datetime.date(2000, 1, 1) + datetime.timedelta(days=r.randint(0, 9000)))
        elif kind == "time":
            values.append(datetime.datetime(2000, 1, 1) + datetime.timedelta(seconds=r.randint(0, 10 ** 9)))
        elif kind == "bool":
            values.append(r.random() < 0.5)
        elif kind == "word":
            values.append(r.choice(WORDS))
        else:
            values.append(" ".join(r.choice(WORDS) for _ in range(r.randint(2, 4))) + r.choice(["", "", "!", ", so", "; so"]))
    if all(v is None for v in values):
        values[0] = Decimal(3, 0)
        kind = "small"
    kind = {"small": "int", "word": "text"}.get(kind, kind)
    if kind == "decimal" and all(v is None or v.scale == 0 for v in values):
        kind = "int"
    return name, kind, values


class Dialect:
    """How a table is written, and the flags that say so."""

    def __init__(self, r, columns):
        kinds = {k for _, k, _ in columns}
        self.flags, self.needed = [], []
        self.delimiter = r.choice([",", ",", ";", "\t", "|"])
        self.eol = r.choice(["\n", "\r\n", "\n", "\r"])
        self.quoting = r.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        self.encoding = r.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "latin-1"])
        self.decimal, self.thousands, self.unit, self.negative, self.null = ".", "", "", "", ""
        self.words = ("true", "false")
        self.date = "ymd"
        if kinds & {"int", "decimal"} and r.random() < 0.5:
            self.decimal = r.choice(",.")
            self.thousands = r.choice(["", {",": ".", ".": ","}[self.decimal], " ", "'"])
            self.unit = r.choice(["", "", "$", "€", "%", "kg"])
            self.negative = r.choice(["", "", "parentheses", "trailing", "minus"])
        if self.decimal == ",":
            self.needed += ["--decimal", ","]
        if self.thousands:
            self.needed += ["--thousands", self.thousands]
        if self.unit:
            self.needed += ["--units", self.unit]
        if self.negative:
            self.needed += ["--negatives", self.negative]
        if r.random() < 0.3:
            self.null = r.choice(["NA", "n/a", "-", "NULL", "."])
            self.needed += ["--null-values", self.null]
        if "bool" in kinds and r.random() < 0.4:
            self.words = r.choice([("ja", "nein"), ("Y", "N"), ("t", "f"), ("1!", "0!")])
            self.needed += ["--true-values", self.words[0], "--false-values", self.words[1]]
        if "date" in kinds and r.random() < 0.4:
            self.date = r.choice(["dmy", "mdy"])
            self.needed += ["--date-order", self.date]
        self.above = r.choice([0, 0, 0, 1, 3]) if len(columns) > 1 else 0
        self.comments = r.random() < 0.15 and len(columns) > 1
        self.row_names = r.random() < 0.1
        self.trailing = not self.row_names and r.random() < 0.1 and len(columns) > 1
        self.flags += ["-d", "tab" if self.delimiter == "\t" else self.delimiter, "--headers"]
        self.flags += ["--skip-lines", str(self.above), "--comment", "#" if self.comments else "none"]
        self.flags += ["--encoding", {"utf-8-sig": "utf-8", "utf-16": "utf-16le", "utf-16-be": "utf-16be", "cp1252": "windows-1252", "latin-1": "latin1"}.get(self.encoding, self.encoding)]

    def write_value(self, kind, v):
        if v is None:
            return self.null
        if kind in ("int", "decimal"):
            whole, fraction, negative = v.plain()
            if self.thousands:
                whole = f"{int(whole):,}".replace(",", self.thousands)
            text = whole + (self.decimal + fraction if fraction else "")
            if self.unit in ("$", "€"):
                text = self.unit + text
            elif self.unit == "%":
                text += "%"
            elif self.unit:
                text += " " + self.unit
            if not negative:
                return text
            return {"parentheses": f"({text})", "trailing": text + "-", "minus": "\u2212" + text}.get(self.negative, "-" + text)
        if kind == "bool":
            return self.words[0] if v else self.words[1]
        if kind == "date":
            return v.strftime({"ymd": "%Y-%m-%d", "dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}[self.date])
        if kind == "time":
            return v.strftime("%Y-%m-%d %H:%M:%S")
        return v

    def write(self, r, columns):
        out = io.StringIO()
        w = csv.writer(out, delimiter=self.delimiter, quoting=self.quoting, lineterminator=self.eol)
        if self.above:
            out.write("Report of things" + self.eol)
        if self.above == 3:
            out.write("made in spring" + self.eol + self.eol)
        header = [n for n, _, _ in columns]
        w.writerow(header)
        texts = []
        for i in range(len(columns[0][2])):
            row = [self.write_value(k, v[i]) for _, k, v in columns]
            texts.append(row)
            if self.comments and r.random() < 0.2:
                out.write("# a note" + self.eol)
            if self.row_names:
                row = ["r%d" % i] + row
            if self.trailing:
                row = row + [""]
            if row == [""]:
                out.write('""' + self.eol)
            else:
                w.writerow(row)
        return out.getvalue(), texts


def expected(kind, values, texts):
    """The figures of a column; texts are its fields as written."""
    kept = [v for v in values if v is not None]
    fields = [t for t, v in zip(texts, values) if v is not None]
    n = len(kept)
    e = {"count": n, "nulls": len(values) - n, "distinct": len(set(fields)),
         "null_percent": float(Fraction(100 * (len(values) - n), len(values))),
         "constant": len(set(fields)) == 1 and n == len(values),
         "unique": n == len(values) and len(set(fields)) == n,
         "min_length": min(map(len, fields)), "max_length": max(map(len, fields)),
         "type": {"int": "integer", "decimal": "float", "text": "string", "bool": "boolean", "time": "datetime"}.get(kind, kind)}
    top = sorted(collections.Counter(fields).items(), key=lambda p: (-p[1], p[0].encode()))[:3]
    e["top"] = [{"value": v, "count": c} for v, c in top]
    if kind in ("int", "decimal"):
        xs = sorted(v.value for v in kept)
        total = sum(xs)
        mean = total / n
        m2, m3, m4 = (sum((x - mean) ** k for x in xs) / n for k in (2, 3, 4))
        e.update(sum=total, min=xs[0], max=xs[-1], mean=float(mean),
                 n_zero=sum(x == 0 for x in xs), n_negative=sum(x < 0 for x in xs))
        if n > 1:
            e["variance"], e["stddev"] = float(m2 * n / (n - 1)), root(m2 * n / (n - 1))
        if m2:
            e["kurtosis"] = float(m4 / m2 ** 2 - 3)
        e["quantiles"] = {str(q): percentile(xs, q) for q in QUANTILES}
        e["iqr"] = percentile(xs, 75) - percentile(xs, 25)
        median = percentile(xs, 50)
        e["mad"] = percentile(sorted(abs(x - median) for x in xs), 50)
        order = [v.value for v in kept]
    elif kind in ("date", "time"):
        e["min"], e["max"] = (f(kept).isoformat() for f in (min, max))
        order = kept
    elif kind == "bool":
        order = [int(v) for v in kept]
    else:
        order = [f.encode() for f in fields]
        e["min"], e["max"] = (f(fields, key=lambda t: t.encode()) for f in (min, max))
    e["ascending"] = all(a <= b for a, b in zip(order, order[1:]))
    e["descending"] = all(a >= b for a, b in zip(order, order[1:]))
    return e


def same(want, got):
    """Whether a figure is the nearest float, or exactly the same."""
    if isinstance(want, Fraction):
        if got is None:
            return False
        exact = Fraction(str(got))
        return exact == want or (not isinstance(got, str) and float(want) == float(exact))
    if isinstance(want, float):
        return got is not None and want == float(got)
    return want == got


def differences(e, got):
    for key, want in e.items():
        if key == "quantiles":
            for q, x in want.items():
                if not same(x, got["quantiles"].get(q)):
                    yield f"p{q} is {got['quantiles'].get(q)}, not {x} ({float(x)})"
        elif key == "top":
            if got["top"][:3] != want:
                yield f"top is {got['top'][:3]}, not {want}"
        elif key in ("ascending", "descending"):
            if want and not (e["ascending"] and e["descending"]) and key not in (got.get("sorted") or ""):
                yield f"sorted is {got['sorted']}, not {key}"
        elif not same(want, got.get(key)):
            yield f"{key} is {got.get(key)}, not {want}"
    if got.get("sorted") and not (e["ascending"] or e["descending"]):
        yield f"sorted is {got['sorted']}"


def analyze(path, flags):
    p = subprocess.run([FANOUT, "analyze", path, "--format", "json", "--quantiles", ",".join(map(str, QUANTILES))] + flags, capture_output=True)
    if p.returncode:
        return None, p.stderr.decode(errors="replace")
    return json.loads(p.stdout), p.stderr.decode(errors="replace")


def check(r, folder, number):
    rows = r.choice([3, 8, 40, 40, 300])
    names = r.sample(["id", "name", "amount", "start", "flag", "note", "Unit price", "größe", "x1", "2019", "yes"], r.randint(2, 6))
    columns = [make_column(r, n, rows) for n in names]
    d = Dialect(r, columns)
    text, texts = d.write(r, columns)
    if d.encoding in ("cp1252", "latin-1") and text.isascii():
        d.encoding = "utf-8"
        d.flags = ["utf-8" if f in ("windows-1252", "latin1") else f for f in d.flags]
    try:
        data = text.encode(d.encoding)
    except UnicodeEncodeError:
        d.encoding = "utf-8"
        d.flags = ["utf-8" if f in ("windows-1252", "latin1") else f for f in d.flags]
        data = text.encode(d.encoding)
    path = os.path.join(folder, f"{number}.csv")
    with open(path, "wb") as f:
        f.write(data)
    want = [expected(k, v, [t[i] for t in texts]) for i, (_, k, v) in enumerate(columns)]
    problems = []
    first = None
    for mode, flags in (("told", d.flags + d.needed), ("detected", d.needed), ("workers", d.flags + d.needed + ["-j", "3", "--exact"])):
        report, messages = analyze(path, flags)
        if report is None:
            problems.append(f"{mode}: {messages.strip()[-200:]}")
            continue
        got = report["columns"]
        if d.row_names:
            got = got[1:]
        if [c["name"] for c in got[:len(columns)]] != names or len(got) > len(columns) + d.trailing or report["rows"] != rows:
            kind = "columns" if mode != "detected" else "detection"
            problems.append(f"{mode}: {kind}: {[c['name'] for c in report['columns']]}, {report['rows']} rows; want {names}, {rows}")
            continue
        for c, e in zip(got, want):
            problems += [f"{mode}: {c['name']}: {p}" for p in differences(e, c)]
        if mode == "told":
            first = report
        elif mode == "workers" and first and not problems and report != first:
            problems.append("workers: another result")
    for p in problems:
        print(f"{path}: {' '.join(d.needed)}: {p}")
    if not problems:
        os.remove(path)
    return bool(problems), any("detection" in p for p in problems)


def main():
    folder = tempfile.mkdtemp()
    wrong = guesses = 0
    for i in range(COUNT):
        bad, guess = check(random.Random(SEED * 1_000_003 + i), folder, i)
        wrong += bad and not guess
        guesses += guess
    print(f"{COUNT} tables: {wrong} with a wrong figure, {guesses} taken for something else")
    # Small tables of text cannot always be told; of figures none may be wrong.
    sys.exit(wrong > 0 or guesses * 100 > COUNT)


main()
