#!/usr/bin/env python3
"""Times the published code's step in transformers and PEFT: what `antibody bench` is compared with.

  python ops/performance/official_step.py --mode train --model DIR --data ops/performance/data/gsm8k.jsonl

Modes: score (two forwards per batch), train (the same two, and a third with gradients and an update), align (four gradients
and an update; the batch plays every role, so that only the time means something). DIR is a Hugging Face directory, the data
are JSON lines with prompt and response, taken batch after batch in the order of the file and from its start again; the
warm-up takes the first ones. Prints one JSON line: tokens are those of prompt and response without padding, each counted
once however often a step reads it, and both speeds are medians over the steps. --scores writes a JSON line with id and r for
each sample that was read, the first time that it was.

Published settings: LoRA of rank 32 and alpha 4 on queries, keys and values, its numbers fp32 whatever --dtype the model has;
Alpaca's prompt, cut at 256 tokens; AdamW 1e-5 with decay 0.1, gradients clipped to norm 1. Needs torch, transformers, peft.
"""
import os
import sys

if __name__ == "__main__" and "MALLOC_TRIM_THRESHOLD_" not in os.environ:
    # glibc gives large blocks back at once and gets them anew, page by page, for the next step's logits. A reference that
    # pays for that is no fair one; the variables are read when a process starts.
    os.environ.update(MALLOC_MMAP_THRESHOLD_=str(4 << 30), MALLOC_TRIM_THRESHOLD_=str(16 << 30))
    os.execv(sys.executable, [sys.executable, *sys.argv])

import argparse
import json
import pathlib
import resource
import statistics
import time
import warnings

import torch
import transformers
from peft import LoraConfig, get_peft_model

import published

REFUSALS = pathlib.Path(__file__).resolve().parents[2] / "src/main/resources/demo/data/refusals.txt"
DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}


def load(directory, dtype):
    # Gemma 2 caps its attention, which transformers' fused attention leaves out; the published code takes the plain one too
    gemma = transformers.AutoConfig.from_pretrained(directory).model_type == "gemma2"
    model = transformers.AutoModelForCausalLM.from_pretrained(
        directory, dtype=dtype, attn_implementation="eager" if gemma else "sdpa")
    lora = LoraConfig(r=32, lora_alpha=4, target_modules=["q_proj", "k_proj", "v_proj"], task_type="CAUSAL_LM")
    return transformers.AutoTokenizer.from_pretrained(directory), get_peft_model(model, lora)


def batches(samples, tokenizer, size, count, max_length):
    """Ids, responses and refusals of each batch; a sample is compared with the refusal of its place in the file."""
    refusals = [line.strip() for line in REFUSALS.read_text(encoding="utf-8").splitlines() if line.strip()]
    for first in range(0, size * count, size):
        places = [k % len(samples) for k in range(first, first + size)]
        part = [(samples[k], refusals[k % len(refusals)]) for k in places]
        yield ([samples[k].get("id", k) for k in places],
               [published.encode(tokenizer, s["prompt"], s["response"], max_length) for s, _ in part],
               [published.encode(tokenizer, s["prompt"], refusal, max_length) for s, refusal in part])


def run(mode, model, optimizer, responses, refusals):
    if mode == "score":
        return published.scores(model, responses, refusals)
    if mode == "train":
        return published.train_step(model, optimizer, responses, refusals)
    combined, _ = published.alignment_gradient(model, refusals, responses, refusals, published.by_cosine)
    for p, g in zip(published.parameters(model), combined):
        p.grad = g
    published.update(model, optimizer)
    return None


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", choices=["score", "train", "align"], default="train")
    parser.add_argument("--model", required=True, help="Hugging Face directory")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="JSON lines with prompt and response")
    parser.add_argument("--dtype", choices=DTYPES, default="fp32", help="of the model")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--warmup", type=int, default=1, help="steps before those that count")
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--max-length", type=int, default=256)
    parser.add_argument("--scores", type=pathlib.Path, help="file for the r of each sample")
    return parser.parse_args()


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    warnings.filterwarnings("ignore", category=FutureWarning)  # PEFT asks transformers in an older way
    tokenizer, model = load(args.model, DTYPES[args.dtype])
    optimizer = torch.optim.AdamW(published.parameters(model), lr=1e-5, weight_decay=0.1)
    samples = [json.loads(line) for line in args.data.read_text(encoding="utf-8").splitlines()]
    pad = tokenizer.pad_token_id or tokenizer.eos_token_id
    tokens_per_second, samples_per_second, first_r = [], [], {}
    steps = batches(samples, tokenizer, args.batch, args.warmup + args.steps, args.max_length)
    for step, (ids, responses, refusals) in enumerate(steps):
        if args.mode == "align" and args.scores and step == 0:  # the mode has no r; it is there to compare, and not timed
            r = published.scores(model, published.collate(responses, pad), published.collate(refusals, pad))
            first_r = dict(zip(ids, r.tolist()))
        start = time.perf_counter()
        r = run(args.mode, model, optimizer, published.collate(responses, pad), published.collate(refusals, pad))
        seconds = time.perf_counter() - start
        if step >= args.warmup:
            tokens_per_second.append(sum(len(x) + len(y) for x, y in responses) / seconds)
            samples_per_second.append(args.batch / seconds)
        if r is not None:
            first_r = {**first_r, **{k: v for k, v in zip(ids, r.tolist()) if k not in first_r}}
    print(json.dumps({
        "mode": args.mode, "dtype": args.dtype, "threads": args.threads, "batch": args.batch, "steps": args.steps,
        "tokensPerSecond": round(statistics.median(tokens_per_second), 2),
        "samplesPerSecond": round(statistics.median(samples_per_second), 3),
        "peakRssMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 << 10 if sys.platform == "linux" else 1 << 20)}))
    if args.scores:
        args.scores.write_text("".join(json.dumps({"id": k, "r": v}) + "\n" for k, v in first_r.items()))


if __name__ == "__main__":
    main()
    # PyTorch's CUDA libraries touch a hundred MiB as they are unloaded, which whoever asks the kernel for the peak would count
    sys.stdout.flush()
    os._exit(0)
