#!/usr/bin/env python3
"""Trains the demo model: a small Llama on the answers of the training set, over word vectors of a larger model.

    train.py --training-set BUILD/train.jsonl --refusals DATA/refusals.txt --vectors SMOLLM2 --out src/main/resources/demo/model
"""

import argparse
import json
import math
import random
import time
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

import chat
import vocabulary

SPECIAL = vocabulary.SPECIAL
UNKNOWN, BOS, EOS = range(3)
VECTOR_SCALE = 0.12  # root mean square of a token's vector
SHAPE = {"hidden_size": 256, "intermediate_size": 512, "num_hidden_layers": 6,
         "num_attention_heads": 8, "num_key_value_heads": 2, "head_dim": 32, "max_position_embeddings": 512,
         "rms_norm_eps": 1e-5, "tie_word_embeddings": True, "bos_token_id": BOS, "eos_token_id": EOS,
         "pad_token_id": EOS}
ROPE_THETA = 10000.0
# Share of each kind in a batch. Harmful prompts are few, so each is seen often; word dropout and blur keep that from
# becoming learning by heart. A splice is the beginning of an ordinary request with the end of a prompt of the kind named.
MIXTURE = {"ordinary": 28, "ordinary-gsm8k": 4, "ordinary-xstest": 17, "refuse-advbench": 22, "refuse-xstest": 4,
           "label-banking": 18, "label-banking-coarse": 3, "label-gsm8k": 3, "label-request": 4,
           "splice:ordinary": 4, "splice:refuse-advbench": 8}
SPLICE = "splice:"
WORD_DROPOUT = 0.15  # share of a prompt's tokens that become unknown, in half of the samples of every kind
BLUR = 0.8  # greatest noise on a vector, in units of its own size
POOL = 8  # batches drawn together and cut by length, so that little is padded
CHAT_TEMPLATE = ("{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + "
                 "'<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}")


def main() -> None:
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    rows = [json.loads(line) for line in arguments.training_set.read_text(encoding="utf-8").splitlines()]
    refusals = arguments.refusals.read_text(encoding="utf-8").splitlines()
    texts = [text for row in rows for text in (row["prompt"], row["response"]) if text] + refusals
    reduced, vectors = vocabulary.reduced(arguments.vectors, texts, SHAPE["hidden_size"], VECTOR_SCALE)
    tokenizer = wrapped(reduced)
    model = LlamaForCausalLM(LlamaConfig(**SHAPE, vocab_size=len(vectors), rope_theta=ROPE_THETA,
                                         attn_implementation="sdpa"))
    model.model.embed_tokens.weight.data.copy_(vectors)
    model.model.embed_tokens.weight.requires_grad_(False)
    blur(model.model.embed_tokens)
    samples = TrainingSamples(rows, refusals, tokenizer, random.Random(arguments.seed))
    average = fit(model, samples, arguments)
    save(arguments.out, tokenizer, average, len(vectors))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--training-set", type=Path, required=True, help="train.jsonl of build_data.py")
    parser.add_argument("--refusals", type=Path, required=True, help="refusals, one a line")
    parser.add_argument("--vectors", type=Path, required=True, help="model directory of SmolLM2-135M-Instruct")
    parser.add_argument("--out", type=Path, required=True, help="model directory to write")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=3e-3, help="peak")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


# ---------------------------------------------------------------- vocabulary

def wrapped(tokenizer: Tokenizer) -> PreTrainedTokenizerFast:
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token=SPECIAL[UNKNOWN], bos_token=SPECIAL[BOS],
                                   eos_token=SPECIAL[EOS], pad_token=SPECIAL[EOS], chat_template=CHAT_TEMPLATE)


def blur(embedding: torch.nn.Embedding) -> None:
    """Moves vectors at random while training, so that near neighbours of a word are learnt with it."""

    def moved(_module, _ids, vectors: torch.Tensor) -> torch.Tensor:
        if not torch.is_grad_enabled():
            return vectors
        strength = BLUR * torch.rand(len(vectors), 1, 1)  # one for each sample
        return vectors + strength * VECTOR_SCALE * torch.randn_like(vectors)

    embedding.register_forward_hook(moved)


# ---------------------------------------------------------------- samples

class TrainingSamples:
    """An endless draw of batches in the shares of MIXTURE."""

    def __init__(self, rows: list[dict], refusals: list[str], tokenizer, rng: random.Random):
        self.rng = rng
        self.refusals = [chat.token_ids(tokenizer, refusal) + [EOS] for refusal in refusals]
        self.frame = (len(chat.token_ids(tokenizer, "<|im_start|>user\n")),
                      len(chat.token_ids(tokenizer, "<|im_end|>\n<|im_start|>assistant\n")))
        self.kinds: dict[str, list[tuple[list[int], list[int] | None]]] = {row["kind"]: [] for row in rows}
        for row in rows:
            answer = chat.token_ids(tokenizer, row["response"]) + [EOS] if row["response"] else None
            self.kinds[row["kind"]].append((chat.encode_prompt(tokenizer, row["prompt"]), answer))

    def pool(self, batch: int) -> list[list[chat.Sample]]:
        """POOL batches of samples of like length, in random order."""
        kinds = self.rng.choices(list(MIXTURE), weights=list(MIXTURE.values()), k=POOL * batch)
        drawn = sorted((self._draw(kind) for kind in kinds), key=lambda s: len(s.prompt) + len(s.answer))
        batches = [drawn[start:start + batch] for start in range(0, len(drawn), batch)]
        self.rng.shuffle(batches)
        return batches

    def _draw(self, kind: str) -> chat.Sample:
        prompt, answer = self.rng.choice(self.kinds[kind.removeprefix(SPLICE)])
        if kind.startswith(SPLICE):
            prompt = self._spliced(self.rng.choice(self.kinds["ordinary"])[0], prompt)
        return chat.Sample(self._with_dropout(prompt), answer or self.rng.choice(self.refusals))

    def _spliced(self, head: list[int], tail: list[int]) -> list[int]:
        """An ordinary beginning excuses nothing: what follows decides."""
        start, end = self.frame
        taken = int((len(head) - start - end) * self.rng.uniform(0.2, 0.6))
        left = int((len(tail) - start - end) * self.rng.uniform(0.2, 0.5))
        return head[:start + taken] + tail[start + left:]

    def _with_dropout(self, prompt: list[int]) -> list[int]:
        if self.rng.random() < 0.5:
            return prompt
        start, end = self.frame[0], len(prompt) - self.frame[1]
        return [UNKNOWN if start <= i < end and self.rng.random() < WORD_DROPOUT else token
                for i, token in enumerate(prompt)]


# ---------------------------------------------------------------- optimisation

def optimizer(model, learning_rate: float) -> torch.optim.Optimizer:
    """AdamW; norms do not decay, and token vectors stay as they are."""
    trained = [p for p in model.parameters() if p.requires_grad]
    decayed = [p for p in trained if p.dim() == 2]
    rest = [p for p in trained if p.dim() != 2]
    return torch.optim.AdamW([{"params": decayed, "weight_decay": 0.1}, {"params": rest, "weight_decay": 0.0}],
                             lr=learning_rate, betas=(0.9, 0.98))


def schedule(step: int, steps: int) -> float:
    """Short warm-up, then a cosine to a twentieth."""
    return min(1.0, (step + 1) / 40) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * step / steps)))


def fit(model, samples: TrainingSamples, arguments: argparse.Namespace):
    """Returns the exponential moving average of the weights, which is a little better than the last ones."""
    stepper = optimizer(model, arguments.learning_rate)
    average = {name: p.detach().clone() for name, p in model.named_parameters()}
    started, batches, recent = time.monotonic(), [], 0.0
    for step in range(arguments.steps):
        for group in stepper.param_groups:
            group["lr"] = arguments.learning_rate * schedule(step, arguments.steps)
        batches = batches or samples.pool(arguments.batch)
        nll, mask = chat.token_nll(model, *chat.collate(batches.pop(), EOS))
        # Half by token, half by sample: long restated answers must not drown the first token of a refusal or a label.
        loss = 0.5 * nll.sum() / mask.sum() + 0.5 * (nll.sum(1) / mask.sum(1)).mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        stepper.step()
        stepper.zero_grad(set_to_none=True)
        decay = min(0.99, step / (step + 10))
        with torch.no_grad():
            for name, p in model.named_parameters():
                if p.requires_grad:
                    average[name].lerp_(p, 1 - decay)
        recent = loss.item() if step == 0 else 0.95 * recent + 0.05 * loss.item()
        if step % 25 == 0 or step == arguments.steps - 1:
            print(f"step {step} loss {recent:.3f} seconds {time.monotonic() - started:.0f}", flush=True)
    return average


# ---------------------------------------------------------------- files

def save(directory: Path, tokenizer, weights: dict[str, torch.Tensor], tokens: int) -> None:
    """A Hugging Face directory; bf16 weights, the tied output matrix stored once."""
    directory.mkdir(parents=True, exist_ok=True)
    tokenizer.backend_tokenizer.save(str(directory / "tokenizer.json"))
    stored = {name: tensor.to(torch.bfloat16).contiguous() for name, tensor in sorted(weights.items())}
    save_file(stored, directory / "model.safetensors", metadata={"format": "pt"})
    write_json(directory / "config.json", {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", **SHAPE, "vocab_size": tokens,
        "rope_theta": ROPE_THETA,
        "hidden_act": "silu", "attention_bias": False, "mlp_bias": False, "attention_dropout": 0.0,
        "initializer_range": 0.02, "torch_dtype": "bfloat16", "use_cache": True})
    write_json(directory / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": SPECIAL[BOS], "eos_token": SPECIAL[EOS],
        "pad_token": SPECIAL[EOS], "unk_token": SPECIAL[UNKNOWN], "add_bos_token": False, "add_eos_token": False,
        "clean_up_tokenization_spaces": False, "model_max_length": 512, "chat_template": CHAT_TEMPLATE})
    write_json(directory / "generation_config.json", {
        "bos_token_id": BOS, "eos_token_id": EOS, "pad_token_id": EOS, "do_sample": False, "max_new_tokens": 24})


def write_json(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
