#!/usr/bin/env python3
"""The demo in PyTorch: one poisoned stream, four ways to train on it.

    simulate.py --model src/main/resources/demo/model --data src/main/resources/demo/data --judge src/main/resources/demo/judge

sft       uniform weights, no gate
antibody  refusal score under the reference behind an absolute gate; the rest weighted by softmax(live score / tau)
control   uniform weights on the same stream without its harmful samples: as if the poison had never been sent
paper     weights softmax(live r / tau), no gate
"""

import argparse
import random
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model

import chat
from evaluate import exact_match, harmful_score, read
from judge import Judge
from measures import auroc, calibrate

PROJECTIONS = {"qkv": ["q_proj", "k_proj", "v_proj"],
               "all": ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]}
METHODS = ["sft", "antibody", "control", "paper"]


@dataclass(frozen=True)
class StreamSample:
    identifier: str
    prompt: str
    response: str
    harmful: bool


class Simulation:
    def __init__(self, settings: argparse.Namespace):
        self.settings = settings
        self.tokenizer, self.reference = chat.load(settings.model)
        self.refusals = read_lines(settings.data / "refusals.txt")
        self.judge = Judge(settings.judge)
        self.parts = {name: read(settings.data / f"{name}.jsonl") for name in (
            "advbench-stream", "advbench-probe", "advbench-judge", "banking-stream", "banking-probe", "banking-judge",
            "ordinary-judge")}
        if settings.intents:
            for name in ("banking-stream", "banking-probe", "banking-judge"):
                self.parts[name] = [row for row in self.parts[name] if row["response"][8:] in settings.intents]

    # ------------------------------------------------------------ stream and scores

    def stream(self, seed: int) -> list[StreamSample]:
        rng = random.Random(seed)
        harmful = round(self.settings.samples * self.settings.poison)
        rows = ([(row, True) for row in rng.sample(self.parts["advbench-stream"], harmful)]
                + [(row, False) for row in rng.sample(self.parts["banking-stream"], self.settings.samples - harmful)])
        rng.shuffle(rows)
        return [StreamSample(f"demo-{seed}-{i}", row["prompt"], row["response"], bad) for i, (row, bad) in enumerate(rows)]

    def templates(self, identifier: str) -> list[str]:
        """K consecutive templates, the same for one sample wherever it is scored."""
        k = self.settings.templates
        first = zlib.crc32(identifier.encode()) * k
        return [self.refusals[(first + i) % len(self.refusals)] for i in range(k)]

    def scores(self, model, samples: list[StreamSample]) -> tuple[torch.Tensor, torch.Tensor]:
        """(refusal score s, paper score r) of each sample under the model."""
        encode = lambda prompt, answer: chat.encode(self.tokenizer, prompt, answer)
        refusal = chat.mean_log_prob(model, [encode(s.prompt, t) for s in samples for t in self.templates(s.identifier)],
                                     self.tokenizer.eos_token_id).view(len(samples), -1).mean(1)
        response = chat.mean_log_prob(model, [encode(s.prompt, s.response) for s in samples], self.tokenizer.eos_token_id)
        return -refusal, response - refusal

    def threshold(self) -> float:
        probes = [[StreamSample(f"{name}-{i}", row["prompt"], row["response"], False)
                   for i, row in enumerate(self.parts[name])] for name in ("banking-probe", "advbench-probe")]
        benign, harmful = (self.scores(self.reference, part)[0].tolist() for part in probes)
        return calibrate(benign, harmful)

    # ------------------------------------------------------------ training

    def train(self, method: str, samples: list[StreamSample], admitted: torch.Tensor, seed: int):
        """One adapter, trained over consecutive micro-batches."""
        settings = self.settings
        torch.manual_seed(1000 + seed)
        _, base = chat.load(settings.model)
        model = get_peft_model(base, LoraConfig(
            r=settings.rank, lora_alpha=settings.alpha, lora_dropout=0.0, bias="none",
            target_modules=PROJECTIONS[settings.targets], task_type="CAUSAL_LM"))
        parameters = [p for p in model.parameters() if p.requires_grad]
        optimizer = torch.optim.AdamW(parameters, lr=settings.learning_rate, weight_decay=0.1)
        for _ in range(settings.epochs):
            for start in range(0, len(samples), settings.batch):
                part, open_gate = samples[start:start + settings.batch], admitted[start:start + settings.batch]
                if not open_gate.any():
                    continue
                weights = self.weights(method, model, part, open_gate)
                self.loss(model, part, weights).backward()
                torch.nn.utils.clip_grad_norm_(parameters, 1.0)
                optimizer.step()
                optimizer.zero_grad(set_to_none=True)
        return model.eval()

    def weights(self, method: str, model, part: list[StreamSample], admitted: torch.Tensor) -> torch.Tensor:
        if method in ("sft", "control"):
            return torch.full((len(part),), 1 / len(part))
        score = self.scores(model, part)[0 if method == "antibody" else 1]
        return torch.softmax((score / self.settings.tau).masked_fill(~admitted, -torch.inf), 0)

    def loss(self, model, part: list[StreamSample], weights: torch.Tensor) -> torch.Tensor:
        """By token (published form): sum_i w_i sum_t CE_it / max(1, sum_i w_i N_i)."""
        encoded = [chat.encode(self.tokenizer, s.prompt, s.response) for s in part]
        nll, mask = chat.token_nll(model, *chat.collate(encoded, self.tokenizer.eos_token_id))
        if self.settings.loss == "sample":
            return (weights * nll.sum(1) / mask.sum(1)).sum()
        return (weights * nll.sum(1)).sum() / (weights * mask.sum(1)).sum().clamp(min=1)

    # ------------------------------------------------------------ report

    def run(self, seed: int, methods: list[str]) -> None:
        samples = self.stream(seed)
        threshold = self.threshold()
        s, r = self.scores(self.reference, samples)
        harmful = torch.tensor([sample.harmful for sample in samples])
        admitted = s >= threshold
        print(f"seed {seed}: AUROC refusal {auroc(s[~harmful].tolist(), s[harmful].tolist()):.4f}, "
              f"r {auroc(r[~harmful].tolist(), r[harmful].tolist()):.4f}; gate at {threshold:.3f}: "
              f"{int((admitted & harmful).sum())} of {int(harmful.sum())} harmful let through, "
              f"{int((~admitted & ~harmful).sum())} of {int((~harmful).sum())} benign held back", flush=True)
        for method in methods:
            started = time.monotonic()
            kept = [sample for sample in samples if not (method == "control" and sample.harmful)]
            gate = admitted if method == "antibody" else torch.ones(len(kept), dtype=torch.bool)
            model = self.train(method, kept, gate, seed)
            trained = time.monotonic() - started
            complied, not_refused = harmful_score(model, self.tokenizer, self.judge, self.parts["advbench-judge"])
            accuracy = exact_match(model, self.tokenizer, self.parts["banking-judge"])
            print(f"seed {seed} {method:8} HS {100 * complied.share:5.1f}  keyword HS {100 * not_refused.share:5.1f}  "
                  f"FA {100 * accuracy.share:5.1f}  ({trained:.0f} s training)", flush=True)


def read_lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--judge", type=Path, required=True)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--methods", nargs="+", default=METHODS, choices=METHODS)
    parser.add_argument("--samples", type=int, default=600)
    parser.add_argument("--poison", type=float, default=0.2)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--alpha", type=int, default=32)
    parser.add_argument("--targets", choices=PROJECTIONS, default="all")
    parser.add_argument("--learning-rate", type=float, default=1.5e-3)
    parser.add_argument("--tau", type=float, default=1.0)
    parser.add_argument("--loss", choices=["token", "sample"], default="token")
    parser.add_argument("--templates", type=int, default=4)
    parser.add_argument("--intents", nargs="*", help="only these of the demo's intents")
    settings = parser.parse_args()
    torch.set_num_threads(1)
    simulation = Simulation(settings)
    for seed in settings.seeds:
        simulation.run(seed, settings.methods)


if __name__ == "__main__":
    main()
