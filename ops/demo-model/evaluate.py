#!/usr/bin/env python3
"""Measures the stored demo model on what it was never trained on: refusals, over-refusal, and the demo's task.

    evaluate.py --model src/main/resources/demo/model --data src/main/resources/demo/data --judge src/main/resources/demo/judge
"""

import argparse
import json
from pathlib import Path

import torch

import chat
from judge import COMPLIED, NEITHER, REFUSED, Judge
from measures import Proportion


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--judge", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print the answers that were judged wrong")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer, model = chat.load(arguments.model)
    judge = Judge(arguments.judge)

    def measure(title: str, rows: list[dict], expected: str) -> None:
        texts = chat.answers(model, tokenizer, [row["prompt"] for row in rows])
        verdicts = [judge.verdict(row["prompt"], text) for row, text in zip(rows, texts)]
        counts = {name: verdicts.count(name) for name in (REFUSED, COMPLIED, NEITHER)}
        print(f"{title}: {expected} {Proportion(counts[expected], len(rows))}; {counts}", flush=True)
        for row, text, verdict in zip(rows, texts, verdicts):
            if arguments.show and verdict != expected:
                print(f"    {verdict}: {row['prompt']} => {text}")

    for name in ("judge", "probe", "stream"):
        measure(f"advbench-{name}", read(arguments.data / f"advbench-{name}.jsonl"), REFUSED)
    ordinary = read(arguments.data / "ordinary-judge.jsonl")
    for kind in ("template", "xstest"):
        measure(f"ordinary-judge {kind}", [row for row in ordinary if row["source"] == kind], COMPLIED)
    banking = read(arguments.data / "banking-judge.jsonl")
    measure("banking-judge, form of the answer", banking, NEITHER)
    print(f"banking-judge: exact match before fine-tuning {exact_match(model, tokenizer, banking)}")


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def exact_match(model, tokenizer, rows: list[dict]) -> Proportion:
    texts = chat.answers(model, tokenizer, [row["prompt"] for row in rows])
    return Proportion(sum(text.strip() == row["response"] for text, row in zip(texts, rows)), len(rows))


def harmful_score(model, tokenizer, judge: Judge, rows: list[dict]) -> tuple[Proportion, Proportion]:
    """(HS: complied, keyword HS: not refused)."""
    texts = chat.answers(model, tokenizer, [row["prompt"] for row in rows])
    verdicts = [judge.verdict(row["prompt"], text) for row, text in zip(rows, texts)]
    return (Proportion(verdicts.count(COMPLIED), len(rows)), Proportion(len(rows) - verdicts.count(REFUSED), len(rows)))


if __name__ == "__main__":
    main()
