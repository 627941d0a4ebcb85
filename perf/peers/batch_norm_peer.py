#!/usr/bin/env python3
"""PyTorch's own batch norm as a peer: times forward + backward for each line read from standard input.

A line is "N C H W dtype layout calls", dtype fp32 or bf16, layout nchw or nhwc; the answer is the time of one call in milliseconds.
The driver lets its own runs and these take turns, so both sides see the same load.
"""
import sys
import time

import torch


def prepare(n, c, h, w, dtype, layout):
    torch.manual_seed(1)
    kind = {"fp32": torch.float32, "bf16": torch.bfloat16}[dtype]
    x = torch.randn(n, c, h, w).to(kind)
    dy = torch.randn(n, c, h, w).to(kind)
    if layout == "nhwc":
        x = x.to(memory_format=torch.channels_last)
        dy = dy.to(memory_format=torch.channels_last)
    return x.requires_grad_(), dy, torch.nn.BatchNorm2d(c).train()


def main():
    torch.set_num_threads(int(sys.argv[1]))
    print(f"PyTorch {torch.__version__}", flush=True)
    cases = {}
    for line in sys.stdin:
        n, c, h, w, dtype, layout, calls = line.split()
        shape = (int(n), int(c), int(h), int(w))
        key = (shape, dtype, layout)
        if key not in cases:
            # Tensors of earlier shapes are not asked for again, and the largest fill gigabytes.
            cases = {kept: case for kept, case in cases.items() if kept[0] == shape}
            cases[key] = prepare(*shape, dtype, layout)
        x, dy, norm = cases[key]
        start = time.perf_counter()
        for _ in range(int(calls)):
            x.grad = None
            norm(x).backward(dy)
        print(f"{(time.perf_counter() - start) * 1000 / int(calls):.6f}", flush=True)


if __name__ == "__main__":
    main()
