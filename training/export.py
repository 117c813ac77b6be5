"""Writes the encoder for Go, encoder.bin, and golden.json: what it gives for a few texts, for the test that holds both
together. The layout is that of analyzers/model/file.go. OUT names the folder. Usage: export.py"""

import json
import os
import pathlib
import struct

import numpy as np
import torch
import torch.nn.functional as F

import data
import student
import tokens

OUT = pathlib.Path(os.environ.get("OUT", data.ROOT / ".cache" / "models"))

# Sentences of our own, for the golden test: ordinary, long, broken, masked, Latin, empty.
GOLDEN = [
    "您好,请问有什么可以帮您",
    "这个订单我已经帮您催了,明天上午十点前给您回电话",
    "不好意思,没有办法",
    "那我的鞋呢???",
    "ＡＢＣ wifi 连不上,iPhone15 可以,138****8000",
    "沒有辦法退",
    "😀👍",
    "",
    "您反映的情况我们已经记录下来了,后续会有专门的同事跟进处理,请您保持电话畅通,感谢您的理解与支持。" * 3,
]


def rows(weight):
    """int8 rows, each with its own scale."""
    w = weight.detach().numpy()
    s = np.maximum(np.abs(w).max(1), 1e-9) / 127
    return np.rint(w / s[:, None]).astype(np.int8), s.astype(np.float32)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    saved = torch.load(data.CACHE / "student.pt", weights_only=True)
    net = student.Student(np.zeros((len(saved["vocabulary"]), student.WIDTH), np.float32))
    net.load_state_dict(saved["net"])
    floats = lambda x: x.detach().numpy().astype("<f4").tobytes()
    head = json.dumps({"vocabulary": saved["vocabulary"]}, ensure_ascii=False).encode()
    with open(OUT / "encoder.bin", "wb") as f:
        f.write(b"tingjian encoder 1\n" + struct.pack("<I", len(head)) + head)
        for m in (net.token, net.bigram):
            q, s = rows(m.weight)
            m.weight.data = torch.tensor(q.astype(np.float32) * s[:, None])
            f.write(q.tobytes() + s.tobytes())
        f.write(floats(net.weight.weight) + floats(net.norm.weight) + floats(net.norm.bias) + floats(net.gate.weight) + floats(net.gate.bias))
        for m in (net.summed, net.pooled):
            q, s = rows(m.weight)
            m.weight.data = torch.tensor(q.astype(np.float32) * s[:, None])
            f.write(q.tobytes() + s.tobytes() + floats(m.bias))
    index = {t: i for i, t in enumerate(saved["vocabulary"])}
    found = [tokens.ids(t, index) for t in GOLDEN]
    vectors = student.encode(net, found)
    golden = [{"text": t, "ids": i, "vector": [round(float(x), 5) for x in v[:16]]} for t, i, v in zip(GOLDEN, found, vectors)]
    (OUT / "golden.json").write_text("[\n" + ",\n".join(json.dumps(g, ensure_ascii=False) for g in golden) + "\n]\n")
    print((OUT / "encoder.bin").stat().st_size / 1e6, "MB")


if __name__ == "__main__":
    main()
