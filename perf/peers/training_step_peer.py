#!/usr/bin/env python3
"""The same training step in PyTorch FP32 as a peer: resnet8 with its own batch norm on Fashion-MNIST.

Arguments: batch size, threads, folder of the images. Lines read from standard input: "steps K" is answered by the mean milliseconds of a
step of K; "memory" by three numbers of bytes over those before the step: what is allocated between forward and backward pass, the most
that was seen allocated in the step, and its peak of resident memory. NormGpu.Perf's TrainingSteps is the other side and measures alike.
"""
import ctypes
import gc
import sys
import threading
import time

import torch
from torch.nn import functional

from train_peer import read_training_set, resnet8

BATCHES = 8


class HeapInformation(ctypes.Structure):
    """struct mallinfo2 of glibc."""

    _fields_ = [(name, ctypes.c_size_t) for name in "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]


libc = ctypes.CDLL(None)
libc.mallinfo2.restype = HeapInformation


def allocated():
    """Bytes that malloc has given out and not got back: every tensor is among them."""
    heap = libc.mallinfo2()
    return heap.uordblks + heap.hblkhd


def most_allocated(action):
    """Looks at allocated() as often as it can while something runs, and returns the most that was seen."""
    most = 0
    end = threading.Event()

    def watch():
        nonlocal most
        while True:
            most = max(most, allocated())
            if end.wait(0.0001):
                break

    watcher = threading.Thread(target=watch)
    watcher.start()
    action()
    end.set()
    watcher.join()
    return most


def start_peak():
    """Gives freed memory back to the system, starts a new peak, and returns the resident bytes."""
    gc.collect()
    libc.malloc_trim(ctypes.c_size_t(0))
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    return status("VmRSS:")


def status(field):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(field))


class Side:
    def __init__(self, batch, folder):
        torch.manual_seed(1)
        images, labels = read_training_set(folder, BATCHES * batch)
        images = (images.float() - images.float().mean()) / images.float().std()
        self.batches = [(images[i : i + batch], labels[i : i + batch]) for i in range(0, BATCHES * batch, batch)]
        self.model = resnet8()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
        self.next = 0

    def step(self, before_backward=lambda: None):
        x, labels = self.batches[self.next % BATCHES]
        self.next += 1
        self.optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(self.model(x), labels)
        before_backward()
        loss.backward()
        self.optimizer.step()
        if not loss.isfinite():
            sys.exit("The loss is not finite.")

    def time(self, steps):
        start = time.perf_counter()
        for _ in range(steps):
            self.step()
        return (time.perf_counter() - start) * 1000 / steps

    def memory(self):
        saved = 0

        def note():
            nonlocal saved
            saved = allocated() - before

        self.optimizer.zero_grad(set_to_none=True)
        resident = start_peak()
        before = allocated()
        most = most_allocated(lambda: self.step(note))
        return saved, most - before, status("VmHWM:") - resident


def main():
    torch.set_num_threads(int(sys.argv[2]))
    side = Side(int(sys.argv[1]), sys.argv[3])
    print(f"PyTorch {torch.__version__}", flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "steps":
            print(f"{side.time(int(words[1])):.4f}", flush=True)
        else:
            print(*side.memory(), flush=True)


if __name__ == "__main__":
    main()
