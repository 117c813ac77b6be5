"""Where the texts come from, and how they are split.

SHARED names the folder with stc3.jsonl (NTCIR STC-3, annotations CC BY 4.0) and jddc-uss.jsonl (USS labels, MIT); the corpus is
ours (CC BY 4.0). jddc.jsonl has no licence and challenge.jsonl is for measuring: neither is trained on.
"""

import hashlib
import json
import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("SHARED", ROOT.parent / "shared" / "data"))
CACHE = pathlib.Path(os.environ.get("CACHE", ROOT / ".cache" / "training"))


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(l) for l in f if l.strip()]


# What the encoder in the repository was distilled from: the corpus as it was when there were eight files of it. It has grown since,
# and nothing is gained by a new encoder now and then, for which everything on top of it would have to be trained anew. Whoever
# distils a new one names all files here.
PARTS = [f"part-0{n}.jsonl" for n in range(1, 9)]


def kept(conversation_id):
    """Whether a conversation of these files is read: three in ten were kept for measuring then."""
    h = hashlib.sha256(conversation_id.encode()).digest()
    return h[0] % 2 == 0 or h[1] >= 154


def corpus():
    """The conversations of our own corpus that are read."""
    return [c for name in PARTS for c in lines(ROOT / "corpus" / name) if kept(c["id"])]


CUT = re.compile(r"[^，。！？；,.!?;~～\s]+[，。！？；,.!?;~～\s]*")


def texts():
    """All unlabelled texts: turns, their parts between punctuation marks, and neighbours joined, in a fixed order, as
    (text, held): every tenth turn is held out to measure on, with the parts of it."""
    turns, pairs = {}, []
    sources = [("stc3", lines(SHARED / "stc3.jsonl")), ("jddc-uss", lines(SHARED / "jddc-uss.jsonl")), ("corpus", corpus())]
    for name, conversations in sources:
        for c in conversations:
            said = [t.get("text", "").strip() for t in c["turns"]]
            for t in said:
                if t:
                    turns.setdefault(t, name)
            pairs += [a + " " + b for a, b in zip(said, said[1:]) if a and b and len(a) + len(b) < 110]
    held = {t for t in turns if hashlib.sha256(t.encode()).digest()[0] < 20}
    seen, out = set(turns), [(t, t in held) for t in sorted(turns)]

    def add(found, most=None):
        for t in sorted(found, key=lambda t: hashlib.sha256(t.encode()).digest())[:most]:
            seen.add(t)
            out.append((t, False))

    add({p for p in pairs if p not in seen and not any(h in p for h in p.split(" ") if h in held)})
    cuts = set()
    for t in turns:
        if t in held:
            continue
        parts = [m.group().strip() for m in CUT.finditer(t)]
        for n in (1, 2, 3):
            if len(parts) > n:
                cuts |= {s for i in range(len(parts) - n + 1) if 4 <= len(s := "".join(parts[i : i + n])) <= 60}
    add(cuts - seen, most=80_000)
    return out
