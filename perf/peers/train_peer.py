#!/usr/bin/env python3
"""The same training in PyTorch FP32 as a peer: resnet8 with its own batch norm on Fashion-MNIST, seconds per epoch.

Model, batches and optimizer are those of `normgpu train --model resnet8 --norm l2 --precision fp32`; shuffling differs.
"""
import argparse
import gzip
import time

import numpy
import torch
from torch import nn
from torch.nn import functional


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        inner = functional.relu(self.norm1(self.conv1(x)))
        return functional.relu(self.norm2(self.conv2(inner)) + self.shortcut(x))


def resnet8():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
        Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def read(folder, name, header):
    with gzip.open(f"{folder}/{name}.gz") as file:
        return numpy.frombuffer(file.read(), numpy.uint8)[header:]


def read_training_set(folder, count):
    """The first images, as bytes, and their labels."""
    images = torch.from_numpy(read(folder, "train-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28)[:count].copy())
    return images, torch.from_numpy(read(folder, "train-labels-idx1-ubyte", 8)[:count].astype(numpy.int64))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="/usr/share/datasets/fashion-mnist")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--train-images", type=int, default=60000)
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    images, labels = read_training_set(arguments.data, arguments.train_images)
    mean, deviation = images.float().mean(), images.float().std()
    model = resnet8()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
    for epoch in range(arguments.epochs):
        start = time.perf_counter()
        order = torch.randperm(len(images))
        for first in range(0, len(order) - arguments.batch + 1, arguments.batch):
            chosen = order[first : first + arguments.batch]
            x = (images[chosen].float() - mean) / deviation
            optimizer.zero_grad(set_to_none=True)
            loss = functional.cross_entropy(model(x), labels[chosen])
            loss.backward()
            optimizer.step()
        print(f"PyTorch {torch.__version__} FP32 epoch {epoch + 1}: {time.perf_counter() - start:.2f} s, last loss {loss.item():.4f}", flush=True)


if __name__ == "__main__":
    main()
