#!/usr/bin/env python3
"""Compares fanout's hashes with those of other programs, in both directions.

usage: hashes.py FANOUT FOLDER [PASSWORDS [SEED]]

Every format that fanout writes is checked by passlib, Django, crypt(3),
htpasswd, OpenSSL or hashlib. Every scheme that these write is verified by
fanout, which must take the right password and refuse another one.
"""
import base64
import crypt
import hashlib
import hmac
import json
import os
import random
import subprocess
import sys
import warnings

import argon2
import bcrypt
import django
from django.conf import settings
from django.contrib.auth import hashers
from passlib import hash as ph

warnings.simplefilter("ignore")
settings.configure(PASSWORD_HASHERS=[
    "django.contrib.auth.hashers." + name for name in (
        "PBKDF2PasswordHasher", "Argon2PasswordHasher", "BCryptSHA256PasswordHasher", "BCryptPasswordHasher",
        "ScryptPasswordHasher", "PBKDF2SHA1PasswordHasher")
    if hasattr(hashers, name)])
django.setup()

FANOUT, FOLDER = os.path.abspath(sys.argv[1]), sys.argv[2]
COUNT = int(sys.argv[3]) if len(sys.argv) > 3 else 24
RANDOM = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
os.makedirs(FOLDER, exist_ok=True)
os.chdir(FOLDER)
faults = 0

COSTS = {
    "pbkdf2-sha512": ["--iterations", "1000"], "pbkdf2-sha256": ["--iterations", "1000"],
    "argon2id": ["--memory-cost", "256", "--time-cost", "2", "--parallelism", "2"],
    "scrypt": ["--scrypt-n", "64"], "bcrypt": ["--cost", "4"], "bcrypt-sha256": ["--cost", "4"],
    "django-bcrypt-sha256": ["--cost", "4"], "wordpress": ["--cost", "4"],
    "sha512crypt": ["--rounds", "1000"], "scram-sha-256": ["--iterations", "1000"], "apr1": [], "ssha512": [],
}


def fault(text):
    global faults
    faults += 1
    print("FAULT", text)


def run(*args, status=0, stdin=None):
    done = subprocess.run([FANOUT, "hash", *args, "--progress", "none"], capture_output=True, input=stdin)
    if done.returncode != status:
        fault(f"{' '.join(args)}: status {done.returncode}, not {status}: {done.stderr.decode()[-400:]}")
    return done


def password(most=60):
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !\"#$%&'()*+,-./;<=>?@[]^_`{|}~äöüßéñ€漢字"
    while True:
        text = "".join(RANDOM.choice(letters) for _ in range(RANDOM.randint(1, most)))
        if len(text.encode()) <= 72 and text == text.strip():
            return text


def b64(text, alphabet=b"+/"):
    return base64.b64decode(text + "=" * (-len(text) % 4), alphabet)


def hmac_of(key, text, name):
    return hmac.new(key, text, name).digest()


def scram(word, iterations, salt):
    salted = hashlib.pbkdf2_hmac("sha256", word.encode(), salt, iterations)
    stored = hashlib.sha256(hmac_of(salted, b"Client Key", "sha256")).digest()
    text = [base64.b64encode(x).decode() for x in (salt, stored, hmac_of(salted, b"Server Key", "sha256"))]
    return f"SCRAM-SHA-256${iterations}:{text[0]}${text[1]}:{text[2]}"


def wordpress(word, text):
    inner = base64.b64encode(hmac_of(b"wp-sha384", word.strip(" \n\r\t\v\0").encode(), "sha384"))
    return bcrypt.checkpw(inner, text.removeprefix("$wp").replace("$2y$", "$2b$", 1).encode())


def passlib_or_crypt(word, text):
    """Checks a string by whichever program knows its scheme."""
    for prefix, known in (
            ("$argon2", ph.argon2), ("$2", ph.bcrypt), ("$bcrypt-sha256$", ph.bcrypt_sha256), ("$apr1$", ph.apr_md5_crypt),
            ("{SSHA512}", ph.ldap_salted_sha512), ("{PBKDF2-SHA512}", None), ("{PBKDF2-SHA256}", None)):
        if text.startswith(prefix) and known:
            return known.verify(word, text)
    if text.startswith("$wp$"):
        return wordpress(word, text)
    if text.startswith("scrypt$") and not hasattr(hashers, "ScryptPasswordHasher"):
        _, n, salt, r, p, key = text.split("$")
        return hashlib.scrypt(word.encode(), salt=salt.encode(), n=int(n), r=int(r), p=int(p), dklen=64) == base64.b64decode(key)
    if text.startswith("bcrypt_sha256$") or text.startswith("bcrypt$") or text.startswith("argon2$") \
            or text.startswith("pbkdf2_") or text.startswith("scrypt$"):
        return hashers.check_password(word, text)
    if text.startswith("SCRAM-SHA-256$"):
        iterations, salt = text.split("$")[1].split(":")
        return scram(word, int(iterations), base64.b64decode(salt)) == text
    if text.startswith("{CRYPT}"):
        return passlib_or_crypt(word, text.removeprefix("{CRYPT}"))
    if text.startswith("{ARGON2}"):
        return ph.argon2.verify(word, text.removeprefix("{ARGON2}"))
    if text.startswith("{PBKDF2-"):
        scheme, rest = text[1:].split("}")
        iterations, salt, key = rest.split("$")
        salt, key = b64(salt, b"./"), b64(key, b"./")
        return hashlib.pbkdf2_hmac(scheme.removeprefix("PBKDF2-").lower(), word.encode(), salt, int(iterations), len(key)) == key
    if text.startswith("$pbkdf2-") and "$i=" in text:
        _, scheme, params, salt, key = text.split("$")
        key = b64(key)
        iterations = int(dict(p.split("=") for p in params.split(","))["i"])
        return hashlib.pbkdf2_hmac(scheme.removeprefix("pbkdf2-"), word.encode(), b64(salt), iterations, len(key)) == key
    if text.startswith("$pbkdf2-"):
        return {"$pbkdf2-sha512": ph.pbkdf2_sha512, "$pbkdf2-sha256": ph.pbkdf2_sha256}[text[:14]].verify(word, text)
    if text.startswith("$scrypt$"):
        return ph.scrypt.verify(word, text)
    return crypt.crypt(word, text) == text


def check_jsonl(word, text):
    e = json.loads(text)
    name = e["algorithm"]
    if name in ("bcrypt", "sha512crypt", "bcrypt-sha256", "wordpress", "django-bcrypt-sha256", "apr1"):
        return passlib_or_crypt(word, e["hash"])
    salt, key = bytes.fromhex(e["salt"]), bytes.fromhex(e["hash"])
    if name.startswith("pbkdf2-"):
        return hashlib.pbkdf2_hmac(name[7:], word.encode(), salt, e["iterations"], len(key)) == key and len(key) == e["key_bytes"]
    if name == "scrypt":
        return hashlib.scrypt(word.encode(), salt=salt, n=e["n"], r=e["r"], p=e["p"], dklen=len(key)) == key
    if name == "argon2id":
        return argon2.low_level.hash_secret_raw(word.encode(), salt, e["time"], e["memory_kib"], e["parallelism"], len(key),
                                                argon2.Type.ID, e["version"]) == key
    if name == "ssha512":
        return hashlib.sha512(word.encode() + salt).digest() == key
    if name == "scram-sha-256":
        stored = scram(word, e["iterations"], salt).split("$")[2].split(":")
        return b"".join(base64.b64decode(s) for s in stored) == key
    return False


def check_formats():
    """fanout writes, others check."""
    words = [password() for _ in range(COUNT)]
    open("list.txt", "w").write("".join(w + "\n" for w in words))
    users = [f"user{i}@example.org" for i in range(COUNT)]
    with open("list.csv", "w") as f:
        f.write("email,name,password\n")
        for user, word in zip(users, words):
            f.write(f'{user},"Name, of {user}","' + word.replace('"', '""') + '"\n')
    pairs = 0
    for form in ("jsonl", "phc", "mcf", "passlib", "django", "csv", "htpasswd", "shadow", "ldap"):
        for algorithm, costs in COSTS.items():
            with_users = form in ("csv", "htpasswd", "shadow", "ldap")
            args = ["list.csv" if with_users else "list.txt", "--algo", algorithm, *costs, "--format", form]
            args += ["--input", "csv"] if with_users else ["--input", "lines"]
            if form == "ldap":
                args += ["--ldap-base", "ou=people,dc=example,dc=org"]
            name = f"{form}-{algorithm}.out"
            done = subprocess.run([FANOUT, "hash", *args, "--progress", "none"], capture_output=True)
            if done.returncode == 2 and b"does not" in done.stderr:
                continue
            if done.returncode not in (0,):
                fault(f"{form} {algorithm}: status {done.returncode} {done.stderr.decode()[-300:]}")
                continue
            pairs += 1
            open(name, "wb").write(done.stdout)
            lines = done.stdout.decode().splitlines()
            if form == "csv":
                import csv as module
                rows = list(module.DictReader(lines))
                lines = [row["password_hash"] for row in rows]
                if [r["name"] for r in rows] != [f"Name, of {u}" for u in users]:
                    fault(f"csv {algorithm}: carried column")
            elif form == "ldap":
                text = done.stdout.decode().replace("\n ", "")
                lines = []
                for line in text.splitlines():
                    if line.startswith("userPassword:: "):
                        lines.append(base64.b64decode(line.split(" ")[1]).decode())
                    elif line.startswith("userPassword: "):
                        lines.append(line.split(" ", 1)[1])
            elif form in ("htpasswd", "shadow"):
                if [line.split(":")[0] for line in lines] != users:
                    fault(f"{form} {algorithm}: users")
                lines = [line.split(":")[1] for line in lines]
            if len(lines) != COUNT:
                fault(f"{form} {algorithm}: {len(lines)} hashes of {COUNT}")
            check = check_jsonl if form == "jsonl" else passlib_or_crypt
            for word, line in zip(words, lines):
                if not check(word, line):
                    fault(f"{form} {algorithm}: {line!r} is not of {word!r}")
                    break
            if form == "htpasswd":
                for user, word in list(zip(users, words))[:5]:
                    if subprocess.run(["htpasswd", "-vi", name, user], input=word.encode(), capture_output=True).returncode:
                        fault(f"htpasswd refuses {algorithm} of {word!r}")
            run(args[0], "--verify", name, *(args[-2:] if not with_users else ["--input", "csv"]))
    print(pairs, "pairs of format and algorithm")


def crypt64_drupal(data, count):
    digits, out, i = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "", 0
    while i < count:
        v = int.from_bytes(data[i:i + 3], "little")
        n = len(data[i:i + 3]) * 8
        out += "".join(digits[v >> s & 63] for s in range(0, n, 6))
        i += 3
    return out


def drupal(word, salt):
    digest = hashlib.sha512(salt.encode() + word.encode()).digest()
    for _ in range(1 << 7):
        digest = hashlib.sha512(digest + word.encode()).digest()
    return ("$S$5" + salt + crypt64_drupal(digest, 64))[:55]


def output(*args, stdin=None):
    return subprocess.run(args, capture_output=True, input=stdin, check=True).stdout.decode().strip()


def foreign():
    """Yields makers of hashes by other programs: name, function of a password."""
    salt = lambda n: bytes(RANDOM.randrange(256) for _ in range(n))
    text = lambda n: "".join(RANDOM.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(n))
    for ident in ("2a", "2b", "2y"):
        yield "bcrypt " + ident, lambda w, i=ident: ph.bcrypt.using(rounds=4, ident=i).hash(w)
    yield "pyca bcrypt", lambda w: bcrypt.hashpw(w.encode(), bcrypt.gensalt(4)).decode()
    for name in ("md5_crypt", "apr_md5_crypt", "phpass", "ldap_salted_md5", "ldap_salted_sha1", "ldap_sha1", "ldap_md5",
                 "ldap_salted_sha256", "ldap_salted_sha512", "django_pbkdf2_sha256", "django_bcrypt_sha256", "bcrypt_sha256"):
        maker = getattr(ph, name)
        if hasattr(maker, "default_rounds"):
            maker = maker.using(rounds={"phpass": 8, "django_pbkdf2_sha256": 500}.get(name, 4))
        yield name, lambda w, m=maker: m.hash(w)
    for name in ("sha256_crypt", "sha512_crypt", "pbkdf2_sha1", "pbkdf2_sha256", "pbkdf2_sha512"):
        yield name, lambda w, m=getattr(ph, name).using(rounds=RANDOM.choice([1000, 1234, 5000])): m.hash(w)
    yield "scrypt", lambda w: ph.scrypt.using(rounds=6).hash(w)
    for kind in argon2.Type:
        for version in (16, 19):
            yield f"argon2 {kind} {version}", lambda w, k=kind, v=version: argon2.low_level.hash_secret(
                w.encode(), salt(16), 2, 64, 2, 32, k, v).decode()
    yield "argon2 cli", lambda w: output("argon2", text(12), "-id", "-t", "2", "-k", "64", "-p", "1", "-e", stdin=w.encode())
    yield "argon2 cli v10", lambda w: output("argon2", text(12), "-i", "-v", "10", "-t", "3", "-k", "64", "-p", "1", "-e", stdin=w.encode())
    yield "mkpasswd yescrypt", lambda w: crypt.crypt(w, crypt_setting("yescrypt", 1))
    yield "mkpasswd scrypt", lambda w: crypt.crypt(w, crypt_setting("scrypt", 6))
    for flag in ("-1", "-5", "-6", "-apr1"):
        yield "openssl passwd " + flag, lambda w, f=flag: output("openssl", "passwd", f, "-stdin", stdin=w.encode())
    yield "htpasswd -B", lambda w: output("htpasswd", "-niBC", "4", "u", stdin=w.encode()).split(":", 1)[1]
    yield "htpasswd -m", lambda w: output("htpasswd", "-nim", "u", stdin=w.encode()).split(":", 1)[1]
    yield "htpasswd -s", lambda w: output("htpasswd", "-nis", "u", stdin=w.encode()).split(":", 1)[1]
    yield "wordpress", lambda w: "$wp" + bcrypt.hashpw(base64.b64encode(hmac_of(b"wp-sha384", w.encode(), "sha384")),
                                                      bcrypt.gensalt(4)).decode().replace("$2b$", "$2y$", 1)
    yield "drupal", lambda w: drupal(w, text(8))
    yield "scram", lambda w: scram(w, 4096, salt(16))
    yield "django scrypt", lambda w: "scrypt$64$%s$8$1$%s" % (s := text(22), base64.b64encode(hashlib.scrypt(
        w.encode(), salt=s.encode(), n=64, r=8, p=1, dklen=64)).decode())
    yield "kratos scrypt", lambda w: "$scrypt$ln=64,r=8,p=1$%s$%s" % (base64.b64encode(s := salt(16)).decode(), base64.b64encode(
        hashlib.scrypt(w.encode(), salt=s, n=64, r=8, p=1, dklen=32)).decode())
    yield "kratos sha-crypt", lambda w: ph.sha512_crypt.using(rounds=1000).hash(w).replace("$6$", "$sha512-crypt$", 1)
    for scheme in ("SHA512-CRYPT", "SHA256-CRYPT", "BLF-CRYPT", "CRYPT"):
        maker = {"SHA512-CRYPT": ph.sha512_crypt.using(rounds=1000), "SHA256-CRYPT": ph.sha256_crypt.using(rounds=1000),
                 "BLF-CRYPT": ph.bcrypt.using(rounds=4, ident="2y"), "CRYPT": ph.sha512_crypt.using(rounds=1000)}[scheme]
        yield "{" + scheme + "}", lambda w, m=maker, s=scheme: "{" + s + "}" + m.hash(w)


def crypt_setting(name, cost):
    return output("mkpasswd", "-m", name, "-R", str(cost), "x").rsplit("$", 1)[0]


def check_foreign():
    """Others write, fanout verifies."""
    rows, wrong = [], []
    for name, make in foreign():
        for _ in range(max(3, COUNT // 6)):
            word = password(40)
            try:
                rows.append((name, word, make(word)))
            except Exception as error:  # a program that is not there, or refuses
                print("skipped", name, type(error).__name__, error)
                break
    RANDOM.shuffle(rows)
    open("foreign.txt", "w").write("".join(w + "\n" for _, w, _ in rows))
    open("foreign.hashes", "w").write("".join(h + "\n" for _, _, h in rows))
    open("wrong.txt", "w").write("".join(w + "x\n" for _, w, _ in rows))
    for words, status, want in (("foreign.txt", 0, "done"), ("wrong.txt", 6, "failed")):
        run(words, "--input", "lines", "--verify", "foreign.hashes", "--report", "r.jsonl", "--overwrite", "always", status=status)
        for (name, _, text), line in zip(rows, open("r.jsonl")):
            outcome = json.loads(line)
            if outcome["status"] != want or want == "failed" and "does not match" not in outcome["reason"]:
                fault(f"{words}: {name} {text!r}: {outcome}")
    print(len(rows), "hashes of other programs")


check_formats()
check_foreign()
print(faults, "faults")
sys.exit(1 if faults else 0)
