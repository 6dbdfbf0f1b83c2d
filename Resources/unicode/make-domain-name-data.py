#!/usr/bin/env python3
"""Prints DomainNameData.swift: the UTS 46 data that the standard library lacks.

Requires the package `idna` for the Unicode version of Python's own `unicodedata`:

    python3 Resources/unicode/make-domain-name-data.py > Sources/DownloadCore/Names/DomainNames/DomainNameData.swift
"""
import unicodedata

import idna.idnadata
import idna.uts46data

VERSION = unicodedata.unidata_version
assert VERSION.startswith(idna.idnadata.__version__), "two versions of Unicode"

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"


def number(value):
    """Encodes a number with five bits per digit, lowest first.

    The last digit is from the alphabet's second half.
    """
    text = ""
    while value >= 32:
        text += DIGITS[value & 31]
        value >>= 5
    return text + DIGITS[32 + value]


def signed(value):
    return number(value * 2 if value >= 0 else -value * 2 - 1)


def mappings():
    """Yields every code point that is mapped to anything but its lower case."""
    data = idna.uts46data.uts46data
    for index, entry in enumerate(data):
        end = data[index + 1][0] if index + 1 < len(data) else 0x110000
        if entry[1] in "M3" and len(entry) > 2:
            for code in range(entry[0], end):
                if chr(code).lower() != entry[2]:
                    yield code, entry[2]


def mapping_stream():
    """Encodes runs: the gap before, the kind, the length where it varies, and the target."""
    runs = []
    for code, target in mappings():
        if runs:
            start, count, step, first = runs[-1]
            follows = start + count == code
            if follows and len(first) == 1 == len(target):
                delta = ord(target) - ord(first)
                if count == 1 and delta in (0, 1):
                    runs[-1] = (start, 2, delta, first)
                    continue
                if count > 1 and delta == step * count:
                    runs[-1] = (start, count + 1, step, first)
                    continue
        runs.append((code, 1, 0, target))
    text, end, last = "", 0, 0
    for start, count, step, target in runs:
        # 0 and 1: a run of single targets; from 2 on: one code point with this number of targets.
        kind = step if len(target) == 1 else len(target)
        text += number(start - end) + number(kind)
        if kind < 2:
            text += number(count)
        for scalar in target:
            text += signed(ord(scalar) - last)
            last = ord(scalar)
        end = start + count
    return text


def composition_stream():
    """Encodes the primary composites with their two parts; Hangul is computed at run time."""
    text, end, last, mark = "", 0, 0, 0
    for code in range(0x110000):
        parts = unicodedata.decomposition(chr(code))
        if not parts or parts.startswith("<") or 0xAC00 <= code < 0xD7A4:
            continue
        if unicodedata.normalize("NFC", chr(code)) != chr(code):
            continue
        first, second = (int(part, 16) for part in parts.split())
        text += number(code - end) + signed(first - last) + signed(second - mark)
        end, last, mark = code + 1, first, second
    return text


def joining_stream(types):
    """Encodes ranges of code points: the gap before, and the length."""
    text, end = "", 0
    codes = sorted(c for c, t in idna.idnadata.joining_types.items() if chr(t) in types)
    index = 0
    while index < len(codes):
        start = index
        while index + 1 < len(codes) and codes[index + 1] == codes[index] + 1:
            index += 1
        text += number(codes[start] - end) + number(index - start + 1)
        end = codes[index] + 1
        index += 1
    return text


def swift(name, comment, text):
    print(f"    /// {comment}\n    static let {name} = \"\"\"")
    for start in range(0, len(text), 90):
        rest = start + 90 < len(text)
        print("        " + text[start : start + 90] + ("\\" if rest else ""))
    print('        """')


print(f"""// Made by Resources/unicode/make-domain-name-data.py from the Unicode {VERSION} data files,
// copyright 1991-2023 Unicode, Inc., used under the Unicode License (unicode.org/license.txt).

/// The UTS 46 data that the standard library lacks, as numbers of five bits per digit.
enum DomainNameData {{""")
swift("mappings", "The mappings of code points to anything other than their lower case.", mapping_stream())
print()
swift("compositions", "Primary composites and their canonical decompositions.", composition_stream())
print()
swift("joiningLeft", "Letters that join with the following one.", joining_stream("LD"))
print()
swift("joiningRight", "Letters that join with the preceding one.", joining_stream("RD"))
print("}")
