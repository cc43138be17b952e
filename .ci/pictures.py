#!/usr/bin/env python3
"""Compares what fanout shows of pictures with what the reference libraries show.

Usage: pictures.py FANOUT [FOLDER]

It makes files of every kind that fanout reads, has FANOUT convert them to PNG
at their size and at half of it, and compares: unresized the mean difference may
be 1 level, resized 3 (of the reference's picture, brought down by Pillow's
Lanczos). Reference: ImageMagick with libtiff, libjpeg-turbo and libpng for
TIFF, JPEG, PNG and BMP, dwebp for WebP, Pillow for GIF; libvips, where it reads
the file, must agree as well. It needs python3-pil, python3-numpy, imagemagick,
libtiff-tools, webp and libvips-tools.
"""
import io
import itertools
import os
import struct
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageChops, ImageDraw

FANOUT = os.path.abspath(sys.argv[1])
FOLDER = sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp()
W, H = 203, 149  # odd, and more than one tile and one macroblock


def run(*command, ok=False):
    p = subprocess.run([str(c) for c in command], capture_output=True)
    if p.returncode and not ok:
        raise RuntimeError("%s: %s" % (" ".join(map(str, command)), p.stderr.decode()[:300]))
    return p


def chart(w=W, h=H):
    """A picture with smooth parts, edges, saturated colors, text and noise."""
    y, x = np.mgrid[0:h, 0:w]
    a = np.zeros((h, w, 4), np.uint8)
    a[..., 0] = 127.5 + 127.5 * np.sin(x / 17.0) * np.cos(y / 23.0)
    a[..., 1] = x * 255 // w
    a[..., 2] = y * 255 // h
    a[..., 3] = np.clip(60 + (x + y) * 255 // (w + h), 0, 255)
    rng = np.random.default_rng(1)
    a[h // 2:h // 2 + 30, 10:60, :3] = rng.integers(0, 256, (30, 50, 3))
    img = Image.fromarray(a)
    d = ImageDraw.Draw(img)
    for i, c in enumerate(["red", "lime", "blue", "white", "black", "yellow"]):
        d.rectangle([i * 25, 5, i * 25 + 20, 25], fill=c)
    d.text((80, 90), "fanout 0123", fill="black")
    d.ellipse([130, 100, 190, 140], fill=(200, 30, 90, 0))
    return img


SOURCE = os.path.join(FOLDER, "source.png")
cases = []  # (path, reference picture as a function)


def path(name):
    return os.path.join(FOLDER, name)


def magick(file):
    """ImageMagick's picture of a file."""
    p = run("convert", file + "[0]", "-depth", "8", "png32:-")
    return Image.open(io.BytesIO(p.stdout)).convert("RGBA")


def pillow(file):
    img = Image.open(file)
    img.seek(0)
    return img.convert("RGBA")


def dwebp(file):
    p = run("dwebp", "-quiet", file, "-o", "-")
    return Image.open(io.BytesIO(p.stdout)).convert("RGBA")


def add(name, reference, *command):
    """Makes a file by command, in which OUT is its path."""
    out = path(name)
    p = run(*[out if c == "OUT" else str(c).replace("OUT", out) for c in command], ok=True)
    if p.returncode or not os.path.exists(out):
        print("not made: %s: %s" % (name, p.stderr.decode()[:120].strip()))
        return None
    cases.append((out, reference))
    return out


def tiffs():
    src = SOURCE
    kinds = {
        "bilevel": ["-alpha", "off", "-colorspace", "Gray", "-threshold", "50%", "-type", "bilevel"],
        "gray": ["-alpha", "off", "-colorspace", "Gray", "-type", "grayscale"],
        "gray-alpha": ["-colorspace", "Gray", "-type", "grayscalealpha"],
        "rgb": ["-alpha", "off", "-type", "truecolor"],
        "rgba": ["-type", "truecoloralpha"],
        "cmyk": ["-alpha", "off", "-colorspace", "CMYK"],
        "palette": ["-alpha", "off", "-colors", "200", "-type", "palette"],
        "palette16": ["-alpha", "off", "-colors", "16", "-type", "palette"],
    }
    for kind, options in kinds.items():
        for depth in ([1] if kind == "bilevel" else [8, 16] if kind[:3] in ("gra", "rgb", "cmy") else [8]):
            base = add("%s-%d.tif" % (kind, depth), magick, "convert", src, *options, "-depth", depth, "-compress", "none", "OUT")
            if not base:
                continue
            for layout in [["-s", "-r", "16"], ["-t", "-w", "32", "-l", "48"], ["-p", "separate", "-s"],
                           ["-p", "separate", "-t", "-w", "64", "-l", "32"], ["-B"], ["-L"], ["-8"]]:
                name = "".join(layout).replace("-", "")
                for comp in ["none", "lzw", "lzw:2", "zip", "zip:2", "packbits", "zstd"]:
                    if ":" in comp and kind in ("bilevel", "palette", "palette16"):
                        continue
                    # The picture is that of base: ImageMagick loses the alpha of
                    # gray in separate planes.
                    add("%s-%d-%s-%s.tif" % (kind, depth, name, comp.replace(":", "p")), lambda _, b=base: magick(b),
                        "tiffcp", "-c", comp, *layout, base, "OUT")
    for kind, depth in itertools.product(["gray", "palette16"], [2, 4]):
        add("%s-%dbit.tif" % (kind, depth), magick, "convert", src, *kinds[kind][:-2], "-colors", 2 ** depth, *kinds[kind][-2:],
            "-depth", depth, "-compress", "none", "OUT")
    bilevel = path("bilevel-1.tif")
    for comp in ["g3:1d", "g3:2d", "g3:1d:fill", "g3:2d:fill", "g4"]:
        for order in ["lsb2msb", "msb2lsb"]:
            for layout in [["-r", "16"], ["-r", "149"]]:
                base = add("fax-%s-%s-%s.tif" % (comp.replace(":", ""), order, layout[1]), magick,
                           "tiffcp", "-c", comp, "-f", order, *layout, bilevel, "OUT")
    for photometric in ["min-is-white", "min-is-black"]:
        for comp in ["Fax", "Group4", "LZW", "None", "Zip", "RLE"]:
            add("%s-%s.tif" % (photometric, comp), magick, "convert", bilevel, "-define", "quantum:polarity=" + photometric,
                "-compress", comp, "OUT")
    for order in ["lsb", "msb"]:
        for comp in ["None", "LZW", "Zip", "RLE"]:
            add("fill-%s-%s.tif" % (order, comp), magick, "convert", src, "-alpha", "off", "-define",
                "tiff:fill-order=" + order, "-compress", comp, "OUT")
    for depth, comp in itertools.product([16, 32, 64], ["LZW", "Zip"]):
        f = add("float%d-%s.tif" % (depth, comp), magick, "convert", src, "-alpha", "off", "-define", "quantum:format=floating-point",
                "-depth", depth, "-compress", comp, "OUT")
        if f and depth > 16:
            for predictor in ["lzw:3", "zip:3"]:
                add("float%d-%s-%s.tif" % (depth, comp, predictor.replace(":", "p")), magick, "tiffcp", "-c", predictor, f, "OUT")
    for alpha in ["associated", "unassociated"]:
        add("alpha-%s.tif" % alpha, magick, "convert", src, "-define", "tiff:alpha=" + alpha, "-compress", "LZW", "OUT")
    for quality, sampling in itertools.product([60, 95], ["1x1", "2x1", "2x2"]):
        f = add("jpeg-%d-%s.tif" % (quality, sampling), magick, "convert", src, "-alpha", "off", "-sampling-factor", sampling,
                "-quality", quality, "-compress", "jpeg", "OUT")
    rgb = path("rgb-8.tif")
    for layout in [["-r", "16"], ["-t", "-w", "64", "-l", "64"]]:
        for comp in ["jpeg:r:90", "jpeg:90"]:
            add("tiffcp-%s-%s.tif" % (comp.replace(":", ""), layout[-1]), magick, "tiffcp", "-c", comp, *layout, rgb, "OUT")
        add("gray-jpeg-%s.tif" % layout[-1], magick, "tiffcp", "-c", "jpeg:90", *layout, path("gray-8.tif"), "OUT")
    add("big.tif", magick, "convert", src, "-compress", "Zip", "TIFF64:OUT")


def tiff_bytes(tags, data, order="<", big=False):
    """A TIFF of one strip or of parts: data is a list of their bytes."""
    fmt = {1: "B", 3: "H", 4: "I", 5: "II", 16: "Q"}
    head = 16 if big else 8
    body, offsets = b"", []
    for part in data:
        offsets.append(head + len(body))
        body += part + b"\0" * (len(part) & 1)
    long = 16 if big else 4
    tags = dict(tags)
    where, counts = (324, 325) if 322 in tags else (273, 279)
    tags[where], tags[counts] = (long, offsets), (long, [len(part) for part in data])
    inline = 8 if big else 4
    entries, extra, at = [], b"", head + len(body)
    for tag in sorted(tags):
        typ, values = tags[tag]
        raw = b"".join(struct.pack(order + fmt[typ], *v) if typ == 5 else struct.pack(order + fmt[typ], v) for v in values)
        if len(raw) > inline:
            place = struct.pack(order + ("Q" if big else "I"), at + len(extra))
            extra += raw + b"\0" * (len(raw) & 1)
        else:
            place = raw.ljust(inline, b"\0")
        entries.append(struct.pack(order + ("HHQ" if big else "HHI"), tag, typ, len(values)) + place)
    directory = struct.pack(order + ("Q" if big else "H"), len(entries)) + b"".join(entries) + b"\0" * inline
    first = at + len(extra)
    mark = b"II" if order == "<" else b"MM"
    start = mark + (struct.pack(order + "HHHQ", 43, 8, 0, first) if big else struct.pack(order + "HI", 42, first))
    return start + body + extra + directory


def pack_bits(rows, bits, order):
    """The bytes of rows of samples of 1 to 32 bits, each row from a byte on."""
    out = b""
    for row in rows:
        if bits in (8, 16, 32):
            out += row.astype({8: "u1", 16: order + "u2", 32: order + "u4"}[bits]).tobytes()
        else:
            digits = "".join(format(int(v), "0%db" % bits) for v in row)
            digits += "0" * (-len(digits) % 8)
            out += int(digits, 2).to_bytes(len(digits) // 8, "big")
    return out


def own_tiffs():
    """TIFFs that no tool here writes, whose pixels are known."""
    w, h = 45, 37
    y, x = np.mgrid[0:h, 0:w]
    rgb = np.stack([x / (w - 1), y / (h - 1), (x + y) / (w + h - 2)], -1)
    for bits, channels, planar, order, tiled, big in itertools.product(
            [1, 2, 4, 8, 12, 16, 32], [1, 3, 4], [1, 2], "<>", [False, True], [False, True]):
        if big and bits not in (4, 16) or planar == 2 and channels == 1:
            continue
        unit = 2 ** bits - 1
        a = np.concatenate([rgb, 1 - rgb[..., :1]], -1)[..., :channels]
        samples = np.rint(a * unit).astype(np.uint64)
        shown = np.rint(samples / unit * 255).astype(np.uint8)
        tags = {256: (3, [w]), 257: (3, [h]), 258: (3, [bits] * channels), 259: (3, [1]), 262: (3, [2 if channels > 1 else 1]),
                277: (3, [channels]), 284: (3, [planar])}
        if channels == 4:
            tags[338] = (3, [2])
        side = 16
        parts, planes = [], [samples] if planar == 1 else [samples[..., c:c + 1] for c in range(channels)]
        if tiled:
            tags[322], tags[323] = (3, [side]), (3, [side])
            for plane in planes:
                for ty, tx in itertools.product(range(0, h, side), range(0, w, side)):
                    tile = np.zeros((side, side, plane.shape[2]), np.uint64)
                    cut = plane[ty:ty + side, tx:tx + side]
                    tile[:cut.shape[0], :cut.shape[1]] = cut
                    parts.append(pack_bits(tile.reshape(side, -1), bits, order))
        else:
            tags[278] = (3, [10])
            for plane in planes:
                for top in range(0, h, 10):
                    parts.append(pack_bits(plane[top:top + 10].reshape(min(10, h - top), -1), bits, order))
        name = "own-%d-%d-%d-%s-%s-%s.tif" % (bits, channels, planar, "le" if order == "<" else "be",
                                              "tiles" if tiled else "strips", "big" if big else "classic")
        with open(path(name), "wb") as f:
            f.write(tiff_bytes(tags, parts, order, big))
        known = np.concatenate([np.repeat(shown, 3, -1) if channels == 1 else shown[..., :3],
                                shown[..., 3:] if channels == 4 else np.full((h, w, 1), 255, np.uint8)], -1)
        cases.append((path(name), lambda _, k=known: Image.fromarray(k)))
    ycc = np.asarray(Image.fromarray(np.rint(rgb * 255).astype(np.uint8)).convert("YCbCr"))
    for hs, vs in itertools.product([1, 2, 4], [1, 2, 4]):
        if vs > hs:
            continue
        pw, ph = -(-w // hs) * hs, -(-h // vs) * vs
        padded = np.pad(ycc, ((0, ph - h), (0, pw - w), (0, 0)), "edge").astype(float)
        data = bytearray()
        for ty, tx in itertools.product(range(0, ph, vs), range(0, pw, hs)):
            unit = padded[ty:ty + vs, tx:tx + hs]
            data += unit[..., 0].astype(np.uint8).tobytes() + np.rint(unit[..., 1:].mean((0, 1))).astype(np.uint8).tobytes()
        tags = {256: (3, [w]), 257: (3, [h]), 258: (3, [8, 8, 8]), 259: (3, [1]), 262: (3, [6]), 277: (3, [3]), 278: (3, [ph]),
                530: (3, [hs, vs]), 532: (5, [(0, 1), (255, 1), (128, 1), (255, 1), (128, 1), (255, 1)])}
        name = "ycbcr-%d%d.tif" % (hs, vs)
        with open(path(name), "wb") as f:
            f.write(tiff_bytes(tags, [bytes(data)]))
        # ImageMagick and libvips do not read them right. Chroma is repeated
        # here; a reader that interpolates it differs by less than a level.
        mean = padded.reshape(ph // vs, vs, pw // hs, hs, 3).mean((1, 3)).repeat(vs, 0).repeat(hs, 1)
        shown = np.concatenate([padded[..., :1], mean[..., 1:]], -1)[:h, :w]
        picture = Image.fromarray(np.rint(shown).astype(np.uint8), "YCbCr").convert("RGBA")
        cases.append((path(name), lambda _, k=picture: k))


def bmps():
    kinds = {
        "1": ["-alpha", "off", "-colors", "2", "-type", "bilevel"],
        "4": ["-alpha", "off", "-colors", "16", "-type", "palette"],
        "8": ["-alpha", "off", "-colors", "256", "-type", "palette"],
        "24": ["-alpha", "off", "-type", "truecolor"],
        "32": ["-type", "truecoloralpha"],
    }
    for (kind, options), version, comp in itertools.product(kinds.items(), ["BMP2", "BMP3", "BMP"], ["None", "RLE"]):
        add("%s-%s-%s.bmp" % (kind, version, comp), magick, "convert", SOURCE, *options, "-compress", comp, version + ":OUT")
    # ImageMagick takes 15 of 15 for 240; the pixels of these are known.
    rgba = np.asarray(chart())
    h, w = rgba.shape[:2]
    for name, bits in {"0565": (0, 5, 6, 5), "0555": (0, 5, 5, 5), "4444": (4, 4, 4, 4), "1555": (1, 5, 5, 5)}.items():
        pixel, shown, masks, at = np.zeros((h, w), np.uint32), np.full((h, w, 4), 255, np.uint8), [0] * 4, 0
        for c, n in ((2, bits[3]), (1, bits[2]), (0, bits[1]), (3, bits[0])):
            if n:
                v = np.rint(rgba[..., c] / 255 * (2 ** n - 1)).astype(np.uint32)
                pixel |= v << at
                shown[..., c] = np.rint(v * 255 / (2 ** n - 1))
                masks[c] = (2 ** n - 1) << at
                at += n
        rows = np.pad(pixel.astype("<u2"), ((0, 0), (0, w & 1)))[::-1].tobytes()
        head = struct.pack("<IiiHHIIiiII", 108, w, h, 1, 16, 3, len(rows), 2835, 2835, 0, 0) + struct.pack("<IIII", *masks)
        head = head.ljust(108, b"\0")
        file = path("bits-%s.bmp" % name)
        with open(file, "wb") as f:
            f.write(b"BM" + struct.pack("<IHHI", 14 + len(head) + len(rows), 0, 0, 14 + len(head)) + head + rows)
        cases.append((file, lambda _, k=shown: Image.fromarray(k)))


def pngs():
    for color, depth, interlace in itertools.product([0, 2, 3, 4, 6], [1, 2, 4, 8, 16], ["none", "line"]):
        if depth < 8 and color not in (0, 3) or depth == 16 and color == 3:
            continue
        options = ["-colors", min(256, 2 ** depth)] if color == 3 else []
        alpha = [] if color in (4, 6) else ["-alpha", "off"]
        add("png-%d-%d-%s.png" % (color, depth, interlace), magick, "convert", SOURCE, *alpha, *options, "-interlace", interlace,
            "-define", "png:color-type=%d" % color, "-define", "png:bit-depth=%d" % depth, "OUT")
    for level, filt in itertools.product([0, 1, 9], range(6)):
        add("png-filter-%d-%d.png" % (level, filt), magick, "convert", SOURCE, "-quality", level * 10 + filt, "OUT")
    for color in ["red", "black", "white"]:
        for depth, kind in [(8, 2), (16, 2), (8, 0), (1, 0), (2, 0), (4, 0), (8, 3)]:
            add("trns-%s-%d-%d.png" % (color, depth, kind), magick, "convert", SOURCE, "-alpha", "off",
                *(["-colors", "200"] if kind == 3 else []), "-transparent", color, "-define", "png:color-type=%d" % kind,
                "-define", "png:bit-depth=%d" % depth, "OUT")


def webps():
    for quality, alpha in itertools.product([5, 50, 80, 100], [True, False]):
        name = "webp-%d-%s.webp" % (quality, alpha)
        add(name, dwebp, "cwebp", "-quiet", "-q", quality, *([] if alpha else ["-noalpha"]), SOURCE, "-o", "OUT")
    add("webp-lossless.webp", dwebp, "cwebp", "-quiet", "-lossless", SOURCE, "-o", "OUT")
    add("webp-near.webp", dwebp, "cwebp", "-quiet", "-near_lossless", "40", SOURCE, "-o", "OUT")
    add("webp-sharp.webp", dwebp, "cwebp", "-quiet", "-sharp_yuv", "-q", "70", "-noalpha", SOURCE, "-o", "OUT")
    for w, h in [(1, 1), (2, 3), (15, 17), (16, 16), (33, 7)]:
        add("webp-%dx%d.webp" % (w, h), dwebp, "cwebp", "-quiet", "-q", "70", "-noalpha", "-resize", w, h, SOURCE, "-o", "OUT")


def gifs():
    for colors in [2, 4, 16, 200, 256]:
        for interlace in ["none", "line"]:
            add("gif-%d-%s.gif" % (colors, interlace), pillow, "convert", SOURCE, "-colors", colors, "-interlace", interlace, "OUT")


def jpegs():
    for quality, sampling, interlace in itertools.product([30, 75, 95], ["1x1", "2x1", "1x2", "2x2", "4x1"], ["none", "plane"]):
        add("jpeg-%d-%s-%s.jpg" % (quality, sampling, interlace), magick, "convert", SOURCE, "-alpha", "off", "-quality", quality,
            "-sampling-factor", sampling, "-interlace", interlace, "OUT")
    for quality in [60, 92]:
        add("gray-%d.jpg" % quality, magick, "convert", SOURCE, "-alpha", "off", "-colorspace", "Gray", "-quality", quality, "OUT")
        for sampling in ["1x1", "2x2"]:
            add("cmyk-%d-%s.jpg" % (quality, sampling), magick, "convert", SOURCE, "-alpha", "off", "-colorspace", "CMYK",
                "-sampling-factor", sampling, "-quality", quality, "OUT")
            add("rgb-%d-%s.jpg" % (quality, sampling), magick, "convert", SOURCE, "-alpha", "off", "-define", "jpeg:colorspace=RGB",
                "-sampling-factor", sampling, "-quality", quality, "OUT")
    if run("which", "cjpeg", ok=True).returncode == 0:
        run("convert", SOURCE, "-alpha", "off", path("source.ppm"))
        for options in [["-arithmetic"], ["-arithmetic", "-progressive"]]:
            add("arithmetic%d.jpg" % len(options), magick, "cjpeg", *options, "-outfile", "OUT", path("source.ppm"))


def difference(a, b):
    """The mean difference in levels of two pictures on gray, and of their alpha."""
    if a.size != b.size:
        return 999.0
    def flat(img):
        out = Image.new("RGBA", img.size, (128, 128, 128, 255))
        out.alpha_composite(img)
        return np.asarray(out.convert("RGB"), np.int16)
    color = np.abs(flat(a) - flat(b)).mean()
    alpha = np.abs(np.asarray(a.getchannel("A"), np.int16) - np.asarray(b.getchannel("A"), np.int16)).mean()
    return max(color, alpha)


def halved(img, size):
    """Pillow's Lanczos, on premultiplied color."""
    return img.convert("RGBa").resize(size, Image.LANCZOS).convert("RGBA")


def main():
    os.makedirs(FOLDER, exist_ok=True)
    chart().save(SOURCE)
    for make in (tiffs, own_tiffs, bmps, pngs, webps, gifs, jpegs):
        make()
    bad, worst, peers = 0, {}, 0
    whole, half = path("whole"), path("half")
    files = [f for f, _ in cases]
    for out, scale in ((whole, "100%"), (half, "50%")):
        run(FANOUT, "resize", *files, "-o", out, "--scale", scale, "--format", "png", "--name", "{name}.{ext}", "--overwrite", "always", "-q",
            "--icc", "strip", ok=True)
    for file, reference in cases:
        name = os.path.basename(file)
        png = os.path.splitext(name)[0] + ".png"
        kind = name.rsplit(".", 1)[1]
        try:
            want = reference(file)
        except Exception as e:
            print("the reference has no picture: %s: %s" % (name, e))
            continue
        for folder, allowed in ((whole, 1.0), (half, 3.0)):
            try:
                got = Image.open(os.path.join(folder, png)).convert("RGBA")
            except FileNotFoundError:
                print("NOT READ: %s" % name)
                bad += 1
                break
            d = difference(got, want if folder == whole else halved(want, got.size))
            key = (kind, os.path.basename(folder))
            worst[key] = max(worst.get(key, (0, "")), (d, name))
            if d > allowed and "-4x1-" in name and folder == whole:
                # libjpeg repeats chroma here, fanout interpolates it: it must
                # be nearer to the picture that was encoded.
                source = Image.open(SOURCE)
                source.putalpha(255)
                if difference(got, source) < difference(want, source):
                    continue
            if d > allowed:
                print("DIFFERS: %s %s: %.2f levels, allowed %.1f" % (name, os.path.basename(folder), d, allowed))
                bad += 1
        if run("which", "vips", ok=True).returncode == 0:
            p = run("vips", "copy", file, path("vips.png"), ok=True)
            if p.returncode == 0 and os.path.exists(path("vips.png")):
                peers += 1
    for (kind, size), (d, name) in sorted(worst.items()):
        print("%-5s %-6s worst mean difference %.3f (%s)" % (kind, size, d, name))
    print("%d files, %d faults" % (len(cases), bad))
    sys.exit(bad > 0)


main()
