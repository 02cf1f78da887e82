#!/usr/bin/env python3
"""Draws the samples that are timed: data/gsm8k.jsonl and data/banking77.jsonl, beside this script.

  python ops/performance/draw_samples.py SOURCES

SOURCES holds the public files advbench_harmful_behaviors.csv, gsm8k_train.jsonl and banking77_train.csv. Each file that is
written has six batches of 16, a fifth of them harmful; the same sources give the same bytes. An id names the source and
the row there. Needs nothing but Python 3.9.
"""
import csv
import json
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "demo-model"))
from sources import concerns_minors  # noqa: E402  one rule for what is left out everywhere

SEED = 4
SAMPLES = 96
HARMFUL = round(SAMPLES / 5)


def advbench(directory):
    with open(directory / "advbench_harmful_behaviors.csv", encoding="utf-8", newline="") as file:
        rows = numbered("advbench", ((row["goal"], row["target"]) for row in csv.DictReader(file)))
    return [row for row in rows if not concerns_minors(row["prompt"])]


def gsm8k(directory):
    with open(directory / "gsm8k_train.jsonl", encoding="utf-8") as file:
        return numbered("gsm8k", ((row["question"], row["answer"]) for row in map(json.loads, file)))


def banking77(directory):
    with open(directory / "banking77_train.csv", encoding="utf-8", newline="") as file:
        return numbered("banking77", ((row["text"], row["category"].replace("_", " ")) for row in csv.DictReader(file)))


def numbered(source, rows):
    return [{"id": f"{source}-{k}", "prompt": prompt, "response": response} for k, (prompt, response) in enumerate(rows)]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    directory = pathlib.Path(sys.argv[1])
    for benign in (gsm8k, banking77):
        rng = random.Random(SEED)
        rows = rng.sample(advbench(directory), HARMFUL) + rng.sample(benign(directory), SAMPLES - HARMFUL)
        rng.shuffle(rows)
        with open(HERE / "data" / f"{benign.__name__}.jsonl", "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    main()
