"""Compares what `normgpu apply` wrote with the paper's formulas in numpy. Prints what differs; silent where nothing does.

Arguments: the folder with x.npy, dy.npy, weight.npy, bias.npy, v.npy, g.npy, dw.npy and one folder of results for each operator and norm.
"""
import math
import pathlib
import sys

import numpy as np

K = 3
EPSILON = 1e-5
# y and dx are rounded to half once; FP32 loses 2^-21 of the terms before, which stay below 16 here.
HALF_ULP, SINGLE = 2.0**-11, 16 * 2.0**-21


def extreme(count):
    return 0.5 * (1 + math.sqrt(math.pi * math.log(4))) / math.sqrt(2 * math.log(count))


def statistics(norm, x):
    """s of one channel, and ds/dx."""
    n = x.size
    d = x - x.mean()
    if norm == "l2":
        s = math.sqrt((d**2).mean() + EPSILON)
        return s, d / (s * n)
    a = np.zeros(n)
    if norm == "l1":
        constant, deviation, a = math.sqrt(math.pi / 2), np.abs(d).mean(), np.sign(d) / n
    elif norm in ("linf", "topk"):
        k = min(K, n) if norm == "topk" else 1
        top = np.argsort(-np.abs(d), kind="stable")[:k]
        constant, deviation = extreme(n), np.abs(d[top]).mean()
        a[top] = np.sign(d[top]) / k
    elif norm == "range":
        chunks = np.array_split(np.arange(n), min(16, n // 2))
        m = len(chunks)
        constant = 0.35 * extreme(n / m)
        deviation = np.mean([np.ptp(x[chunk]) for chunk in chunks])
        for chunk in chunks:
            a[chunk[np.argmax(x[chunk])]] += 1 / m
            a[chunk[np.argmin(x[chunk])]] -= 1 / m
    else:
        return 1.0, a
    return constant * deviation + EPSILON, constant * (a - a.mean())


def batch_norm(norm, x, dy, weight, bias):
    y, dx, dweight, dbias = np.empty_like(x), np.empty_like(x), [], []
    for c in range(x.shape[1]):
        channel, g = x[:, c].ravel(), dy[:, c].ravel()
        s, slope = statistics(norm, channel)
        gamma = 1.0 if norm == "mean" else weight[c]
        xhat = (channel - channel.mean()) / s
        product = (g * xhat).sum()
        y[:, c] = (gamma * xhat + bias[c]).reshape(y[:, c].shape)
        dx[:, c] = (gamma / s * (g - g.mean() - product * slope)).reshape(y[:, c].shape)
        dweight.append(product)
        dbias.append(g.sum())
    results = {"y": y, "dx": dx, "dbias": np.array(dbias)}
    return results if norm == "mean" else {**results, "dweight": np.array(dweight)}


def weight_norm(norm, v, g, dw):
    w, dv, dg = np.empty_like(v), np.empty_like(v), []
    for i, row in enumerate(v):
        if norm == "l1":
            length, slope = np.abs(row).sum(), np.sign(row)
        elif norm == "l2":
            length = math.sqrt((row**2).sum())
            slope = row / length
        else:
            first = np.argmax(np.abs(row))
            length, slope = abs(row[first]), np.sign(row) * (np.arange(row.size) == first)
        dg.append((dw[i] * row).sum() / length)
        w[i] = g[i] * row / length
        dv[i] = g[i] / length * (dw[i] - dg[i] * slope)
    return {"w": w, "dv": dv, "dg": np.array(dg)}


def main(folder):
    def load(name):
        return np.load(folder / (name + ".npy")).astype(np.float64)

    for results in sorted(path for path in folder.iterdir() if path.is_dir()):
        operator, norm = results.name.split(" ")
        if operator == "batch-norm":
            expected = batch_norm(norm, load("x"), load("dy"), load("weight"), load("bias"))
        else:
            expected = weight_norm(norm, load("v"), load("g"), load("dw"))
        for name, wanted in expected.items():
            found = np.load(results / (name + ".npy"))
            relative = HALF_ULP + SINGLE if found.dtype == np.float16 else 4 * SINGLE
            error = np.abs(found.astype(np.float64) - wanted).max() / np.abs(wanted).max()
            if found.shape != wanted.shape or not error <= relative:
                print(f"{results.name}: {name} differs by {error:.3g} of the largest value, at most {relative:.3g} expected")


main(pathlib.Path(sys.argv[1]))
