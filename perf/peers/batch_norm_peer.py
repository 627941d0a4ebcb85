#!/usr/bin/env python3
"""PyTorch's own batch norm as a peer: one timed forward + backward per line read from standard input.

A line is "N C H W dtype layout", dtype fp32 or bf16, layout nchw or nhwc; the answer is the time in milliseconds.
The driver interleaves these with its own runs, so both sides see the same load.
"""
import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
cases = {}


def prepare(key):
    n, c, h, w, dtype, layout = key
    torch.manual_seed(1)
    kind = {"fp32": torch.float32, "bf16": torch.bfloat16}[dtype]
    x = torch.randn(int(n), int(c), int(h), int(w)).to(kind)
    dy = torch.randn_like(x)
    if layout == "nhwc":
        x = x.to(memory_format=torch.channels_last)
        dy = dy.to(memory_format=torch.channels_last)
    return x.requires_grad_(), dy, torch.nn.BatchNorm2d(int(c)).train()


print(f"PyTorch {torch.__version__}", flush=True)
for line in sys.stdin:
    key = tuple(line.split())
    if key not in cases:
        cases[key] = prepare(key)
    x, dy, norm = cases[key]
    x.grad = None
    start = time.perf_counter()
    norm(x).backward(dy)
    print(f"{(time.perf_counter() - start) * 1000:.4f}", flush=True)
