"""Tokens, batches, log-probabilities and greedy answers: the same arithmetic as the product's engine, in PyTorch."""

from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F

IGNORED = -100


def render(prompt: str) -> str:
    """ChatML, as the tokenizer's chat_template renders one user message with the generation prompt."""
    return f"<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n"


@dataclass(frozen=True)
class Sample:
    """Token ids of a rendered prompt and of an answer that the end of sequence closes."""

    prompt: list[int]
    answer: list[int]


def encode(tokenizer, prompt: str, response: str) -> Sample:
    """Prompt and answer are tokenised apart, so that the boundary is exact."""
    return Sample(encode_prompt(tokenizer, prompt), token_ids(tokenizer, response) + [tokenizer.eos_token_id])


def encode_prompt(tokenizer, prompt: str) -> list[int]:
    return token_ids(tokenizer, render(prompt))


def token_ids(tokenizer, text: str) -> list[int]:
    return tokenizer(text, add_special_tokens=False).input_ids


def load(directory: Path):
    """(tokenizer, model): the stored, rounded weights, up-cast to fp32."""
    from transformers import AutoModelForCausalLM, AutoTokenizer, logging

    logging.disable_progress_bar()

    tokenizer = AutoTokenizer.from_pretrained(directory)
    model = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32, attn_implementation="sdpa")
    return tokenizer, model.eval()


def collate(samples: list[Sample], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """(input ids, labels), both (batch, time), padded on the right. Causal attention never looks at that padding."""
    time = max(len(sample.prompt) + len(sample.answer) for sample in samples)
    ids = torch.full((len(samples), time), pad, dtype=torch.long)
    labels = torch.full((len(samples), time), IGNORED, dtype=torch.long)
    for row, sample in enumerate(samples):
        start, end = len(sample.prompt), len(sample.prompt) + len(sample.answer)
        ids[row, :end] = torch.tensor(sample.prompt + sample.answer)
        labels[row, start:end] = ids[row, start:end]
    return ids, labels


def token_nll(model, ids: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Cross entropy per token and the mask of labelled positions, (batch, time - 1); logits only where there is a label."""
    core = model.get_base_model() if hasattr(model, "get_base_model") else model
    hidden = core.model(input_ids=ids, use_cache=False).last_hidden_state[:, :-1]  # (batch, time - 1, hidden)
    targets = labels[:, 1:]
    mask = targets.ne(IGNORED)
    nll = F.cross_entropy(core.lm_head(hidden[mask]), targets[mask], reduction="none")
    return torch.zeros(mask.shape).masked_scatter(mask, nll), mask


@torch.no_grad()
def mean_log_prob(model, samples: list[Sample], pad: int, batch: int = 128) -> torch.Tensor:
    """Mean log-probability per answer token of each sample, in the given order."""
    means = torch.empty(len(samples))
    order = sorted(range(len(samples)), key=lambda i: len(samples[i].prompt) + len(samples[i].answer))
    for start in range(0, len(order), batch):
        part = order[start:start + batch]
        nll, mask = token_nll(model, *collate([samples[i] for i in part], pad))
        means[part] = -nll.sum(1) / mask.sum(1)
    return means


@torch.no_grad()
def answers(model, tokenizer, prompts: list[str], limit: int = 24) -> list[str]:
    """Greedy answers of at most `limit` tokens. Prompts of equal length share a batch, so nothing is padded."""
    core = model.get_base_model() if hasattr(model, "get_base_model") else model
    encoded = [encode_prompt(tokenizer, prompt) for prompt in prompts]
    by_length: dict[int, list[int]] = {}
    for index, ids in enumerate(encoded):
        by_length.setdefault(len(ids), []).append(index)
    texts = [""] * len(prompts)
    for group in by_length.values():
        for index, ids in zip(group, _greedy(core, torch.tensor([encoded[i] for i in group]), tokenizer.eos_token_id, limit)):
            texts[index] = tokenizer.decode(ids, skip_special_tokens=True)
    return texts


def _greedy(model, ids: torch.Tensor, eos: int, limit: int) -> list[list[int]]:
    """New token ids per row, without the end of sequence; `ids` is (batch, time)."""
    rows: list[list[int]] = [[] for _ in range(len(ids))]
    open_rows = set(range(len(ids)))
    cache, step = None, ids
    for _ in range(limit):
        output = model(input_ids=step, past_key_values=cache, use_cache=True, logits_to_keep=1)
        cache, step = output.past_key_values, output.logits[:, -1].argmax(-1, keepdim=True)
        for row in list(open_rows):
            token = int(step[row, 0])
            if token == eos:
                open_rows.discard(row)
            else:
                rows[row].append(token)
        if not open_rows:
            break
    return rows
