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


def split(conversation_id):
    """train, dev or test: fixed by the conversation's id. Who writes rules reads conversations up to co-1999 and those whose
    hash begins with an even byte, so that dev and test are taken from the others alone."""
    h = hashlib.sha256(conversation_id.encode()).digest()
    if conversation_id < "co-2000" or h[0] % 2 == 0 or h[1] >= 154:
        return "train"
    return "dev" if h[1] >= 102 else "test"


def corpus(*parts):
    """The conversations of our own corpus that belong to the named parts of the split."""
    found = []
    for path in sorted((ROOT / "corpus").glob("*.jsonl")):
        found += [c for c in lines(path) if split(c["id"]) in parts]
    return found


CUT = re.compile(r"[^，。！？；,.!?;~～\s]+[，。！？；,.!?;~～\s]*")


def texts():
    """All unlabelled texts: turns, their parts between punctuation marks, and neighbours joined, in a fixed order, as
    (text, held): every tenth turn is held out to measure on, with the parts of it."""
    turns, pairs = {}, []
    sources = [("stc3", lines(SHARED / "stc3.jsonl")), ("jddc-uss", lines(SHARED / "jddc-uss.jsonl")), ("corpus", corpus("train"))]
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
