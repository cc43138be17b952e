"""Reads fields by options, with regular expressions and fractions.

stdin: JSON lines {"options": {...}, "type": "", "trim": false, "fields": [...]}
stdout: for each, a JSON line of what the fields are: "null", "text", "padded",
"special", "true", "false", "int N", "float N/D", "date DAY", "time SECONDS".
The options are those of number.Options, the type and trim those of --types and
--trim.
"""
import datetime
import json
import re
import sys
from fractions import Fraction

BLANK = "[ \t\u00a0\u202f\u2009]"
MONTHS = "january february march april may june july august september october november december".split()
EPOCH = datetime.date(1970, 1, 1).toordinal()


def day(y, m, d):
    try:
        return datetime.date(y, m, d).toordinal() - EPOCH
    except ValueError:
        return None


def clock(text):
    """Seconds of HH:MM[:SS[.fraction]][zone], or None."""
    m = re.fullmatch(r"(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?", text, re.ASCII)
    if not m:
        return None
    h, mi, s = int(m[1]), int(m[2]), int(m[3] or 0)
    if h > 23 or mi > 59 or s > 59 and not (s == 60 and mi == 59):
        return None
    t = Fraction(h * 3600 + mi * 60 + s)
    if m[4]:
        t += Fraction(int(m[4]), 10 ** len(m[4]))
    zone = m[5]
    if zone and zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        zh, zm = int(digits[:2]), int(digits[2:] or 0)
        if zh > 23 or zm > 59:
            return None
        t -= (1 if zone[0] == "+" else -1) * (zh * 3600 + zm * 60)
    return t


def half_clock(text):
    """Seconds of a time that may have one digit for the hour, AM or PM."""
    m = re.fullmatch(r"(.*?)" + BLANK + r"*([AaPp])[Mm]", text, re.S)
    text = m[1] if m else text
    if re.match(r"\d:", text, re.ASCII):
        text = "0" + text
    if len(text) < 4:
        return None
    if m:
        h = re.match(r"(\d\d):", text, re.ASCII)
        if not h or not 1 <= int(h[1]) <= 12 or not re.fullmatch(r"[\d:.,]+", text, re.ASCII):
            return None
        text = "%02d%s" % (int(h[1]) % 12 + (12 if m[2] in "Pp" else 0), text[2:])
    return clock(text)


def stamp(days, rest, read):
    if days is None:
        return "text"
    if not rest:
        return f"date {days}"
    t = read(rest)
    return "text" if t is None else f"time {days * 86400 + t}"


def when(b, order):
    """What a field that is no number is: a date, a time or text."""
    if order:
        m = re.match(r"(\d+)([/.-])(\d+)\2(\d+)(?!\d)", b, re.ASCII)
        if m:
            parts, at = (m[1], m[3], m[4]), {1: (2, 1, 0), 2: (2, 0, 1), 3: (0, 1, 2)}[order]
            y, mo, d = (parts[i] for i in at)
            if len(y) in (2, 4) and len(mo) <= 2 and len(d) <= 2:
                year = int(y) if len(y) == 4 else int(y) + (1900 if int(y) >= 69 else 2000)
                days, rest = day(year, int(mo), int(d)), b[m.end():]
                if days is not None:
                    if not rest:
                        return f"date {days}"
                    sep = re.match(r", |[Tt ]", rest)
                    return stamp(days, rest[sep.end():], half_clock) if sep and rest[sep.end():] else "text"
    m = re.match(r"(\d{4})([-/])(\d\d)\2(\d\d)", b, re.ASCII)
    if m:
        days, rest = day(int(m[1]), int(m[3]), int(m[4])), b[m.end():]
        if days is not None:
            if not rest:
                return f"date {days}"
            return stamp(days, rest[1:], clock) if rest[0] in "Tt " and rest[1:] else "text"
    m = re.fullmatch(r"(\d\d)\.(\d\d)\.(\d{4})", b, re.ASCII)
    if m:
        return "text" if order else stamp(day(int(m[3]), int(m[2]), int(m[1])), "", clock)
    m = re.fullmatch(r"(\d\d?)([ /-])([A-Za-z]+)\2(\d{4})", b, re.ASCII)
    if m:
        return named(m[4], m[3], m[1])
    m = re.fullmatch(r"([A-Za-z]+) (\d\d?),? (\d{4})", b, re.ASCII)
    if m:
        return named(m[3], m[1], m[2])
    return "text"


def named(y, name, d):
    name = name.lower()
    for i, full in enumerate(MONTHS):
        if name in (full, full[:3]):
            return stamp(day(int(y), i + 1, int(d)), "", clock)
    return "text"


def bare(b, o):
    """Takes signs, units and parentheses off: the core and its sign, or None."""
    units = sorted((u.strip(" \t\u00a0\u202f\u2009") for u in o["Units"] or []), key=lambda u: -len(u.encode()))
    unit = "|".join(map(re.escape, units)) or "(?!)"
    forms = o["Negatives"] or []
    minus = "[-+\u2212]" if "minus" in forms else "[-+]"
    paren = r"\(" if "parentheses" in forms else "(?!)"
    mark = re.escape(o["mark"])
    signs, negative, glued = 0, False, False
    opened = closed = before = behind = 0
    while b and not re.match(f"[0-9]|{mark}", b):
        if m := re.match(minus, b):
            signs, negative, b = signs + 1, m[0] != "+", b[1:]
        elif m := re.match(paren + BLANK + "*", b):
            signs, negative, opened, b = signs + 1, True, opened + 1, b[m.end():]
        elif m := re.match(f"({unit})({BLANK}*)", b):
            before += 1
            glued = not m[2] and bool(re.search(r"[A-Za-z]$", m[1]) or len(m[1]) > 1 and ord(m[1][-1]) > 127)
            b = b[m.end():]
        else:
            return None
    while b and not re.search("[0-9]$", b):
        if not behind and (m := next((m for u in units if (m := re.search(f"{BLANK}*{re.escape(u)}$", b))), None)):
            behind += 1
        elif opened > closed and (m := re.search(BLANK + r"*\)$", b)):
            closed += 1
        elif "trailing" in forms and (m := re.search("[-\u2212]$" if "minus" in forms else "-$", b)):
            signs, negative = signs + 1, True
        elif re.search(mark + "$", b):
            break
        else:
            return None
        b = b[:m.start()]
    if not b or glued and b[0] == o["mark"] or signs > 1 or before > 1 or opened != closed:
        return None
    return b, negative


def number(b, o, padded):
    """What a field is as a number, or None."""
    taken = bare(b, o)
    if not taken:
        return None
    core, negative = taken
    mark = re.escape(o["mark"])
    group = {"": "(?!)", " ": "[ \u00a0\u202f\u2009]", "'": "['\u2019]"}.get(o["Thousands"], re.escape(o["Thousands"]))
    groups = f"[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+|[1-9][0-9]?(?:{group}[0-9]{{2}})+{group}[0-9]{{3}}"
    m = re.fullmatch(f"(?:({groups}|[0-9]+)(?:({mark})([0-9]*))?|{mark}([0-9]+))(?:[eE]([+-]?[0-9]+))?", core)
    if not m:
        return None
    whole = re.sub("[^0-9]", "", m[1] or "")
    fraction, exponent = m[3] or m[4] or "", int(m[5] or 0)
    if abs(exponent) > 4096 or len(whole) + len(fraction) > 4096:
        return None
    if len(whole) > 1 and whole[0] == "0" and not padded:
        return "padded"
    x = Fraction(int(whole + fraction)) / 10 ** len(fraction) * Fraction(10) ** exponent
    kind = "float" if m[2] or m[4] or m[5] else "int"
    return f"{kind} {-x if negative else x}"


WORDS = {"true": "true", "yes": "true", "false": "false", "no": "false"}
ACCEPTED = {"": None, "string": None, "integer": ("int",), "float": ("int", "float", "special"), "boolean": ("true", "false"),
            "date": ("date",), "datetime": ("date", "time")}


def read(field, o, kind, trim):
    if trim:
        field = field.strip()
    nulls = o["Nulls"] or []
    b = field.strip(" \t")
    if field == "" or b != "" and b in [n.strip(" \t") for n in nulls]:
        return "null"
    if any(n and not n.strip(" \t") for n in nulls) and not b.strip(" \t\u00a0\u202f\u2009"):
        return "null"
    if kind == "string":
        return "text"
    got = classify(b, o, kind)
    if ACCEPTED[kind] and got.split()[0] not in ACCEPTED[kind]:
        return "misfit"
    return got


def classify(b, o, kind):
    if not b:
        return "text"
    words = {w.strip(" \t").lower(): v for v, ws in (("false", o["False"]), ("true", o["True"])) for w in ws or []}
    if kind == "boolean":
        words = {"1": "true", "t": "true", "y": "true", "0": "false", "f": "false", "n": "false"} | words
    if b.lower() in words:
        return words[b.lower()]
    if kind in ("date", "datetime") and re.fullmatch(r"\d{8}", b, re.ASCII):
        days = day(int(b[:4]), int(b[4:6]), int(b[6:]))
        if days is not None:
            return f"date {days}"
    x = number(b, o, kind in ("integer", "float"))
    if x:
        return x
    if b.lower() in WORDS:
        return WORDS[b.lower()]
    if re.fullmatch(r"[+-]?(nan|inf|infinity)", b, re.I | re.ASCII):
        return "special"
    return when(b, o["DateOrder"])


for line in sys.stdin:
    case = json.loads(line)
    o = case["options"]
    o["mark"] = chr(o["Decimal"] or 46)
    print(json.dumps([read(f, o, case["type"], case["trim"]) for f in case["fields"]]))
