#!/usr/bin/env python3
"""Counts the instructions of the CPU backend's inner loops over FP16, as .NET's optimizing compiler made them for this processor.

perf/instructions.py [--out perf/results/instructions.csv]: runs `./normgpu bench` under DOTNET_JitDisasm and writes, for each loop, the
instructions an element, beside the accesses to the stack and the calls that a turn has: there should be none. Load on the machine does not matter. Works on x64 only.
"""
import argparse
import csv
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
METHODS = "*ChannelsFirstLoops:* *ChannelsLastLoops:* *RowPairLoops:* *RunEnds:OfLongRuns *ColumnEnds:*"
NORMS = ["l1", "l2", "linf", "topk", "range"]
SHAPE = "64x64x56x56"
# Halves become floats by the first, or in pairs of lanes by the second, with which single lanes narrow; loops over keys work on the halves themselves.
WIDENING = re.compile(r"vpmov[sz]xwd\s+(zmm|ymm)")
WIDENING_PAIRS = re.compile(r"vpmaddwd\s+(zmm|ymm)")
KEYS = re.compile(r"v\w+\s+[^\[]*,.*?(zmm|ymm)word ptr \[(?!reloc|rbp|rsp)")
# What widens dy beside x; the folded map of L1 only compares x.
TWO_TENSORS = re.compile(r"SlopeReducer|GradientReducer|FoldedSlopeMap|FormulaMap.*(Sign|Slope)GradientFormula")


def disassembly(layout, activation):
    """What the compiler prints for the loops of one layout, with nothing or with a ReLU behind the norm."""
    with tempfile.TemporaryDirectory() as folder:
        listing = pathlib.Path(folder, "listing")
        environment = os.environ | {"DOTNET_JitDisasm": METHODS, "DOTNET_JitStdOutFile": str(listing)}
        arguments = [word for norm in NORMS for word in ("--norm", norm)]
        subprocess.run(
            [ROOT / "normgpu", "bench", "--quick", "--device", "cpu", "--shape", SHAPE, "--layout", layout, *activation, *arguments],
            cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        return listing.read_text()


def methods(listing):
    """Name and lines of each optimized method."""
    for part in listing.split("; Assembly listing for method ")[1:]:
        head, *lines = part.split("\n")
        if head.endswith(("(FullOpts)", "(Tier1)")):
            yield head.split("(")[0].split(":", 1), lines


def inner_loops(lines):
    """The instructions of each loop that holds no other loop."""
    labels, instructions, loops = {}, [], []
    for line in lines:
        label = re.match(r"(G_M\w+):", line)
        if label:
            labels[label[1]] = len(instructions)
        elif re.match(r"\s+[a-z]", line) and not line.strip().startswith(("align", ";")):
            instructions.append(line.strip())
    for end, instruction in enumerate(instructions):
        jump = re.match(r"j\w+\s+(?:SHORT )?(G_M\w+)", instruction)
        if jump and labels.get(jump[1], end + 1) <= end:
            loops.append((labels[jump[1]], end + 1))
    return [instructions[start:end] for start, end in loops if not any(start <= s and e <= end and (s, e) != (start, end) for s, e in loops)]


def plain(work):
    """Type arguments without namespaces, storage, lane and rounding."""
    work = re.sub(r"NormGpu\.[\w.]*\.|`\d", "", work)
    work = re.sub(r"KeyRegister\d+\[short\],?", "", work)
    work = re.sub(r"\b(HalfElement|FiniteHalfElement\[NormalLoad\]|FiniteHalfElement|NormalLoad|SingleRounding|Lane\d+|DoubleLane\d+|ChannelColumns|short)\b,?", "", work)
    return work.replace(",]", "]").replace("[]", "").strip("[],").replace("[", " of ").replace("]", "").replace(",", ", ")


def rows(layout, activation):
    """One row for the tightest loop over halves of each method: of those over pairs of lanes, if it has any."""
    for (kind, name), lines in methods(disassembly(layout, activation)):
        method, _, work = name.partition("[")
        of_keys = re.search(r"KeyRegister\d+`1\[short\]", work)
        if "FiniteHalfElement" not in work and not of_keys:
            continue
        read, per_register = (KEYS, {"zmm": 32, "ymm": 16}) if of_keys else (WIDENING, {"zmm": 16, "ymm": 8})
        tensors = 2 if TWO_TENSORS.search(work) else 1
        best = None
        for loop in inner_loops(lines):
            alone, pairs = (list(filter(None, map(pattern.match, loop))) for pattern in (read, WIDENING_PAIRS))
            reads = alone or pairs
            elements = sum(per_register[match[1]] for match in reads) // tensors
            if elements > 0:
                row = [layout, method, plain(work), elements, len(loop), round(len(loop) / elements, 3),
                       sum("[rbp" in instruction or "[rsp" in instruction for instruction in loop), sum(instruction.startswith("call") for instruction in loop)]
                best = min(best or (2,), (bool(alone), row[5], row))
        if best:
            yield best[2]


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"


def commit():
    found = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default=ROOT / "perf/results/instructions.csv", type=pathlib.Path)
    arguments = parser.parse_args()
    # Builds first, as the compiler of the compiler would print, too.
    if subprocess.run([ROOT / "normgpu", "devices"], cwd=ROOT, stdout=subprocess.DEVNULL).returncode != 0:
        sys.exit("instructions: ./normgpu does not build.")
    found = {tuple(row[:3]): row for layout in ("nchw", "nhwc") for activation in ([], ["--relu"]) for row in rows(layout, activation)}
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    with open(arguments.out, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["machine", "commit", "layout", "method", "work", "elements_a_turn", "instructions_a_turn", "instructions_an_element", "stack_accesses", "calls"])
        table.writerows([processor(), commit(), *row] for row in found.values())
    print(arguments.out.read_text(), end="")


if __name__ == "__main__":
    main()
