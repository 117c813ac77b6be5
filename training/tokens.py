"""How a text is cut for the encoder. analyzers/model/tokens.go does the same; testdata/golden.json holds the two together."""

import re
import unicodedata
from collections import Counter

PAD, OTHER, LATIN, MASK = "<pad>", "<other>", "<latin>", "<mask>"
DIGITS = ["<1 digit>", "<2 digits>", "<4 digits>", "<more digits>"]
SPECIAL = [PAD, OTHER, LATIN, MASK, *DIGITS]
LONGEST = 96  # tokens of a text that are looked at
PIECE = re.compile(r"[a-z]+|[0-9]+|\*+|\S")


def pieces(text):
    """Latin words, runs of digits, runs of asterisks (what masking left), and single characters, folded."""
    return PIECE.findall(unicodedata.normalize("NFKC", text).lower())


def name(piece, known):
    """The token that stands for a piece."""
    c = piece[0]
    if "0" <= c <= "9":
        n = len(piece)
        return DIGITS[0 if n == 1 else 1 if n == 2 else 2 if n <= 4 else 3]
    if c == "*":
        return MASK
    if piece in known:
        return piece
    return LATIN if "a" <= c <= "z" else OTHER


def vocabulary(texts, characters):
    """The special tokens, then every Chinese character of the teacher's vocabulary, then what else is frequent."""
    counts = Counter(p for t in texts for p in pieces(t))
    han = sorted(c for c in characters if len(c) == 1 and "\u4e00" <= c <= "\u9fff")
    other = sorted(p for p, n in counts.items() if n >= 8 and p not in set(han) and not p[0].isdigit() and p[0] != "*" and len(p) <= 12)
    return SPECIAL + han + other


def ids(text, index):
    found = [index[name(p, index)] for p in pieces(text)[:LONGEST]]
    return found or [index[OTHER]]
