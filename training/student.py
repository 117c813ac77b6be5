"""The small encoder: distilled from the teacher's embeddings of unlabelled texts. Usage: student.py MODEL TOKENIZER

A text's vector is a weighted sum of its tokens' vectors through one matrix, plus the mean and maximum of the tokens in context
(each with its hashed bigrams to the left and right) through another. Context also moves the tokens' weights. No layers: about
0.27 million multiplications for 25 tokens.
"""

import json
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import data
import tokens
from teacher import SIZE, Teacher

WIDTH, CONTEXT, BUCKETS = 256, 128, 1 << 16
BATCH, FIRST, THEN = 128, 5, 8  # texts a step; epochs of the tokens' vectors alone, and of everything


class Student(nn.Module):
    def __init__(self, start):
        super().__init__()
        self.token = nn.Embedding(len(start), WIDTH, sparse=True)
        self.token.weight.data.copy_(torch.tensor(start))
        self.weight = nn.Embedding(len(start), 1, sparse=True)
        nn.init.zeros_(self.weight.weight)
        self.bigram = nn.Embedding(BUCKETS, CONTEXT, sparse=True)
        nn.init.normal_(self.bigram.weight, std=0.02)
        self.norm = nn.LayerNorm(CONTEXT)
        self.gate, self.pooled, self.summed = nn.Linear(CONTEXT, 1), nn.Linear(2 * CONTEXT, SIZE), nn.Linear(WIDTH, SIZE)
        for m in (self.gate, self.pooled):
            nn.init.zeros_(m.weight)
            nn.init.zeros_(m.bias)

    def forward(self, ids, mask, context=True):
        e = self.token(ids)
        n = mask.sum(1).clamp(min=1)
        if not context:
            return self.summed((e * self.weight(ids).exp() * mask).sum(1) / n.sqrt())
        b = self.bigram(bucket(ids[:, :-1], ids[:, 1:])) * mask[:, 1:]
        x = self.norm((e[..., :CONTEXT] + F.pad(b, (0, 0, 1, 0)) + F.pad(b, (0, 0, 0, 1))) * mask)
        a = (self.weight(ids) + self.gate(x).clamp(-4, 4)).exp() * mask
        pooled = torch.cat([(x * mask).sum(1) / n, x.masked_fill(mask == 0, -1e4).amax(1)], 1)
        return self.summed((e * a).sum(1) / n.sqrt()) + self.pooled(pooled)


def bucket(a, b):
    return (a * 1000003 + b * 8191 + 12345) % 2147483647 % BUCKETS


def batch(found):
    n = max(map(len, found))
    ids, mask = torch.zeros(len(found), n, dtype=torch.long), torch.zeros(len(found), n, 1)
    for i, f in enumerate(found):
        ids[i, : len(f)] = torch.tensor(f)
        mask[i, : len(f)] = 1
    return ids, mask


def start(vocabulary, teacher):
    """The first vectors of the tokens: the teacher's, turned so that the first dimensions carry most."""
    v = np.stack([teacher.embed("" if t in tokens.SPECIAL else t) for t in vocabulary]).astype(np.float32)
    v -= v.mean(0)
    u = np.linalg.svd(v, full_matrices=False)[2]
    p = v @ u[:WIDTH].T
    return p / p[:, :CONTEXT].std() * 0.3


def order(lengths, rnd):
    """Steps of one epoch: texts of like length together."""
    o, steps = rnd.permutation(len(lengths)), []
    for j in range(0, len(o), BATCH * 50):
        k = o[j : j + BATCH * 50]
        k = k[np.argsort(lengths[k], kind="stable")]
        steps += [k[q : q + BATCH] for q in range(0, len(k), BATCH)]
    return [steps[i] for i in rnd.permutation(len(steps))]


def learn(net, found, want, mean, epochs, context, rate, rnd):
    lengths = np.array([len(f) for f in found])
    sparse = [net.token.weight, net.weight.weight] + ([net.bigram.weight] if context else [])
    dense = [p for m in (net.norm, net.gate, net.pooled, net.summed) for p in m.parameters()]
    optimizers = [torch.optim.AdamW(dense, rate, weight_decay=0.01), torch.optim.SparseAdam(sparse, 1.5 * rate)]
    total, step = epochs * -(-len(found) // BATCH), 0
    for epoch in range(epochs):
        loss_sum = 0.0
        for k in order(lengths, rnd):
            pace = min(1, step / 200) * max(0.02, 1 - step / total)
            for o, r in zip(optimizers, (rate, 1.5 * rate)):
                o.param_groups[0]["lr"] = r * pace
                o.zero_grad()
            z, y = F.normalize(net(*batch([found[i] for i in k]), context), dim=1), want[k]
            loss = (1 - (z * y).sum(1)).mean() + 0.3 * (1 - F.cosine_similarity(z - mean, y - mean)).mean()
            loss.backward()
            nn.utils.clip_grad_norm_(dense, 1.0)
            for o in optimizers:
                o.step()
            loss_sum, step = loss_sum + loss.item(), step + 1
        print(f"epoch {epoch + 1}/{epochs}: loss {loss_sum / (total / epochs):.4f}", flush=True)


def encode(net, found):
    with torch.no_grad():
        return torch.cat([F.normalize(net(*batch([f])), dim=1) for f in found])


def main():
    torch.manual_seed(1)
    torch.set_num_threads(1)
    rnd = np.random.default_rng(1)
    teacher = Teacher(*sys.argv[1:3])
    texts = json.loads((data.CACHE / "teacher.json").read_text())
    held = set(json.loads((data.CACHE / "held.json").read_text()))
    vectors = torch.tensor(np.load(data.CACHE / "teacher.npy").astype(np.float32))
    vocabulary = tokens.vocabulary(texts, teacher.tokenizer.get_vocab())
    index = {t: i for i, t in enumerate(vocabulary)}
    found = [tokens.ids(t, index) for t in texts]
    train = [i for i, t in enumerate(texts) if t not in held]
    test = [i for i, t in enumerate(texts) if t in held]
    mean = vectors[train].mean(0)
    print(f"{len(vocabulary)} tokens, {len(train)} texts to learn from, {len(test)} held out", flush=True)

    net = Student(start(vocabulary, teacher))
    net.summed.bias.data.copy_(mean)
    for epochs, context, rate in ((FIRST, False, 2e-3), (THEN, True, 1e-3)):
        learn(net, [found[i] for i in train], vectors[train], mean, epochs, context, rate, rnd)
    z, y = encode(net, [found[i] for i in test]), vectors[test]
    print(f"held out: cosine {(z * y).sum(1).mean():.3f}, less the mean vector {F.cosine_similarity(z - mean, y - mean).mean():.3f}")
    torch.save({"net": net.state_dict(), "vocabulary": vocabulary, "mean": mean}, data.CACHE / "student.pt")


if __name__ == "__main__":
    main()
