#!/usr/bin/env python3
"""Compares `./antibody bench` with the published code's step in Python, on this machine, and prints a Markdown table.

  python ops/performance/compare.py --model DIR --python PYTHON [--dtype bf16]

PYTHON has torch, transformers and peft and runs official_step.py; this script needs nothing but Python 3.9. Both sides run in
turns, one process per measurement, so that whatever else the machine does meets both; a ratio is taken between neighbours,
and the table has its median and its range. In fp32 both compute in fp32; --dtype bf16 sets Antibody in bf16 beside Python
in fp32 and beside Python in bf16. Memory is the most that a process had resident, as the kernel counted it. Ends with exit
code 1 when the two sides' r of the first micro-batch differ by more than rounding. --out gets every measurement as a JSON line.
"""
import argparse
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# Of r, in nats per token. PyTorch's own bf16 is up to 0.1 away from its fp32 on the first batches of the samples here.
TOLERANCE = {"fp32": 1e-3, "bf16": 0.25}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="Hugging Face directory")
    parser.add_argument("--python", default=sys.executable, help="with torch, transformers and peft")
    parser.add_argument("--bench", default=f"{ROOT / 'antibody'} bench", help="command of Antibody's side")
    parser.add_argument("--data", nargs="+", type=pathlib.Path, default=sorted((HERE / "data").glob("*.jsonl")))
    parser.add_argument("--mode", choices=["score", "train", "align", "all"], default="all")
    parser.add_argument("--dtype", choices=["fp32", "bf16"], default="fp32", help="of Antibody's model")
    parser.add_argument("--alternations", type=int, default=5)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--warmup", type=int, default=1, help="steps before those that count")
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--out", type=pathlib.Path, help="file for the measurements")
    return parser.parse_args()


def main():
    args = arguments()
    antibody = Side("Antibody", args.dtype, shlex.split(args.bench))
    official = [args.python, str(HERE / "official_step.py")]
    references = [Side("Python", dtype, official) for dtype in dict.fromkeys(["fp32", args.dtype])]
    antibody.prepare()
    table, differences = Table(references), []
    for data in args.data:
        for mode in ["score", "train", "align"] if args.mode == "all" else [args.mode]:
            rounds = []
            for k in range(args.alternations):
                sides = [antibody, *references]
                measured = {side: side.measure(args, data, mode) for side in (sides if k % 2 == 0 else reversed(sides))}
                rounds.append([measured[side] for side in sides])
                record(args.out, data, k, rounds[-1])
                print(f"{data.stem} {mode} {k + 1}/{args.alternations}", file=sys.stderr)
            table.add(data, mode, rounds)
            differences += [(largest_difference(ours, fp32), data.stem, mode) for ours, fp32, *_ in rounds]
    print(table)
    worst, *where = max(differences)
    print(f"\nLargest difference of r between Antibody in {args.dtype} and Python in fp32: {worst:.2g} ({' '.join(where)})")
    if not worst <= TOLERANCE[args.dtype]:
        sys.exit(f"the two sides do not compute the same: at most {TOLERANCE[args.dtype]} is rounding")


class Side:
    """One of the programs that are compared, in one number format."""

    def __init__(self, name, dtype, command):
        self.name, self.dtype, self.command = name, dtype, command

    def __str__(self):
        return f"{self.name} {self.dtype}"

    def prepare(self):
        """Lets the launcher build what it must, so that no measurement has that in it."""
        if subprocess.run([*self.command, "--help"], stdout=subprocess.DEVNULL).returncode != 0:
            sys.exit(f"{shlex.join(self.command)} does not run; see --bench")

    def measure(self, args, data, mode):
        with tempfile.TemporaryDirectory() as work:
            scores = pathlib.Path(work) / "scores.jsonl"
            command = [*self.command, "--mode", mode, "--model", args.model, "--data", str(data), "--dtype", self.dtype,
                       "--batch", str(args.batch), "--warmup", str(args.warmup), "--steps", str(args.steps),
                       "--threads", str(args.threads), "--scores", str(scores)]
            output, peak = run(command, pathlib.Path(work) / "errors")
            lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
            first = [json.loads(line) for line in scores.read_text(encoding="utf-8").splitlines()][:args.batch]
        lines = [line for line in lines if line["mode"] == mode and line.get("variant", "default") == "default"]
        if len(lines) != 1:
            sys.exit(f"{shlex.join(command)} printed {len(lines)} lines for {mode}:\n{output}")
        return {"side": str(self), **lines[0], "kernelPeakMiB": peak, "r": {str(row["id"]): row["r"] for row in first}}


def run(command, errors):
    """What a command prints, and the largest resident set of it and of the processes that it started, in MiB."""
    with open(errors, "w+", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8")
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)  # so that Popen knows that it ended
        if process.returncode != 0:
            log.seek(0)
            sys.exit(f"{shlex.join(command)} ended with {process.returncode}:\n{log.read()}")
    return output, usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def largest_difference(left, right):
    if left["r"].keys() != right["r"].keys():
        sys.exit(f"{left['side']} and {right['side']} scored different samples; do their ids differ?")
    return max(abs(r - right["r"][k]) for k, r in left["r"].items())


def record(out, data, alternation, measurements):
    if out:
        with open(out, "a", encoding="utf-8") as file:
            file.writelines(json.dumps({"data": data.stem, "alternation": alternation, **m}) + "\n" for m in measurements)


class Table:
    """A row per data file and mode; three columns per reference."""

    def __init__(self, references):
        header = ["data", "mode", "Antibody tokens/s", "MiB"]
        for side in references:
            header += [f"{side} tokens/s", "MiB", "**times as fast**"]
        self.rows = [header, ["---"] * len(header)]

    def add(self, data, mode, rounds):
        ours, *theirs = zip(*rounds)
        row = [data.stem, mode, *speed_and_memory(ours)]
        for reference in theirs:
            ratios = [a["tokensPerSecond"] / b["tokensPerSecond"] for a, b in zip(ours, reference)]
            row += [*speed_and_memory(reference), f"**{statistics.median(ratios):.2f}** ({min(ratios):.2f}..{max(ratios):.2f})"]
        self.rows.append(row)

    def __str__(self):
        return "\n".join("| " + " | ".join(row) + " |" for row in self.rows)


def speed_and_memory(measurements):
    return (f"{statistics.median(m['tokensPerSecond'] for m in measurements):.0f}",
            f"{max(m['kernelPeakMiB'] for m in measurements):.0f}")


if __name__ == "__main__":
    main()
