#!/usr/bin/env python3
"""Writes the measured part of docs/roofline.md from perf/results/memory_limit.csv and perf/results/instructions.csv, as far as they are there."""
import csv
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/roofline.md"
BEGIN = "<!-- measured: perf/roofline.py writes what follows -->\n"
END = "<!-- measured until here -->\n"


def read(name):
    path = ROOT / "perf/results" / name
    if not path.exists():
        return []
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def table(columns, rows):
    yield "| " + " | ".join(columns) + " |\n"
    yield "|" + "---|" * len(columns) + "\n"
    for row in rows:
        yield "| " + " | ".join(row) + " |\n"


def passes():
    rows = read("memory_limit.csv")
    if not rows:
        yield "Times: not measured on a quiet machine yet.\n"
        return
    first = rows[0]
    copy = float(first["copy_gbps"])
    yield (f"{first['machine']}, {first['threads']} threads, {first['date'][:10]}, commit {first['commit']}, {first['busy_before_percent']} % busy before; {first['shape']}. "
           f"Copy {copy:.1f} GB/s, read {float(first['read_gbps']):.1f} GB/s in the same run, the fastest before and after it; "
           "copies that took turns with the passes of a norm have lower medians, as neighbours take bandwidth.\n\n")
    yield from table(
        ["layout", "type", "norm", "direction", "ms (quartiles)", "ns an element", "limit, ns an element", "GB/s", "share of the limit", "of median copies"],
        ([row["layout"], row["dtype"], row["norm"], row["direction"],
          f"{float(row['median_ms']):.2f} ({float(row['first_quartile_ms']):.2f} to {float(row['third_quartile_ms']):.2f})", row["ns_per_element"],
          f"{float(row['ns_per_element']) * float(row['share_of_copy']):.3f}", f"{float(row['gbps']):.1f}", f"{100 * float(row['share_of_copy']):.0f} %",
          f"{100 * float(row['share_of_median_copy']):.0f} %"] for row in rows))


def loops():
    rows = read("instructions.csv")
    if not rows:
        return
    yield f"\nInstructions of the inner loops over FP16, {rows[0]['machine']}, commit {rows[0]['commit']}:\n\n"
    yield from table(
        ["layout", "loop", "work", "instructions a turn", "elements a turn", "instructions an element", "of them on the stack, a turn"],
        ([row["layout"], f"`{row['method']}`", row["work"] or "–", row["instructions_a_turn"], row["elements_a_turn"], row["instructions_an_element"], row["stack_accesses"]] for row in rows))


def main():
    page = PAGE.read_text()
    if BEGIN not in page or END not in page:
        sys.exit(f"roofline: {PAGE} has lost the lines between which numbers are written.")
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(before + BEGIN + "".join(passes()) + "".join(loops()) + END + rest.partition(END)[2])


if __name__ == "__main__":
    main()
