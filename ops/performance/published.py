"""The published code's steps in PyTorch, on any causal language model of transformers with a LoRA of PEFT.

A sample is (prompt ids, response ids); a batch is padded on the right to its longest sample. The model is run as the
published code runs it: with logits over the whole vocabulary at every position, once for the responses, once for the
refusals, and once more for the responses with gradients. Losses are in nats.
"""
import torch
from torch.nn.functional import cross_entropy

ALPACA = ("Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n"
          "### Instruction:\n{}\n\n### Response:\n")
NOT_A_LABEL = -100


def encode(tokenizer, prompt, response, max_length):
    """Prompt and response are tokenised apart, an end of sequence closes the response, what is too long loses its end."""
    x = tokenizer(ALPACA.format(prompt)).input_ids[:max_length]
    y = tokenizer(response, add_special_tokens=False).input_ids + [tokenizer.eos_token_id]
    return x, y[:max_length - len(x)]


def collate(samples, pad):
    """Ids, attention mask and labels, each (samples, longest sample); a label is the id that follows."""
    shape = len(samples), max(len(x) + len(y) for x, y in samples)
    ids, mask = torch.full(shape, pad), torch.zeros(shape, dtype=torch.long)
    labels = torch.full(shape, NOT_A_LABEL)
    for row, (x, y) in enumerate(samples):
        end = len(x) + len(y)
        ids[row, :end] = torch.tensor(x + y)
        mask[row, :end] = 1
        labels[row, len(x) - 1:end - 1] = torch.tensor(y)
    return ids, mask, labels


def token_nll(model, batch):
    """Negative log-likelihoods (samples, positions), 0 where nothing is to be predicted, and where something is."""
    ids, mask, labels = batch
    logits = model(input_ids=ids, attention_mask=mask, use_cache=False).logits.flatten(0, 1)
    if logits.dtype == torch.bfloat16:
        logits = logits.float()  # the softmax is taken in fp32 whatever the model computes in
    nll = cross_entropy(logits, labels.flatten(), reduction="none", ignore_index=NOT_A_LABEL)
    return nll.view(labels.shape), labels != NOT_A_LABEL


@torch.no_grad()
def mean_nll(model, batch):
    nll, label = token_nll(model, batch)
    return nll.sum(1) / label.sum(1).clamp(min=1)


def scores(model, responses, refusals):
    """r: how much likelier a token of the response is than one of the refusal."""
    likelihood = mean_nll(model, responses)
    return mean_nll(model, refusals) - likelihood


def weighted_loss(model, responses, weights):
    nll, label = token_nll(model, responses)
    return (weights * nll.sum(1)).sum() / (weights * label.sum(1)).sum().clamp(min=1)


def parameters(model):
    return [p for p in model.parameters() if p.requires_grad]


def update(model, optimizer, clip=1.0):
    torch.nn.utils.clip_grad_norm_(parameters(model), clip)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


def train_step(model, optimizer, responses, refusals, tau=1.0):
    """One step of weighted fine-tuning; returns r under the parameters before it."""
    r = scores(model, responses, refusals)
    weighted_loss(model, responses, torch.softmax(r / tau, 0)).backward()
    update(model, optimizer)
    return r


def gradient(model, batch):
    """Mean loss over the labels, and its gradient by the LoRA's tensors."""
    nll, label = token_nll(model, batch)
    loss = nll.sum() / label.sum().clamp(min=1)
    return loss.item(), torch.autograd.grad(loss, parameters(model))


def dot(left, right):
    return sum((a.double() * b.double()).sum() for a, b in zip(left, right)).item()


def alignment_gradient(model, safe, harmful, refusals, multiplier, rho=0.1, refusal_share=0.05):
    """The four gradients of an alignment step, put together, and what was measured on the way.

    The refusals answer the harmful prompts. multiplier(g_a·d, |g_a|, |d|) gives λ, where g_a is the safe gradient and d
    how the harmful gradient changes over a normalised step of length rho towards harm.
    """
    tensors = parameters(model)
    before = [p.detach().clone() for p in tensors]
    loss_harm, g_h = gradient(model, harmful)
    norm = dot(g_h, g_h) ** 0.5
    with torch.no_grad():
        for p, g in zip(tensors, g_h):
            p -= rho * g / (norm + 1e-7)
    loss_harm_pert, g_p = gradient(model, harmful)
    loss_refusal_pert, g_r = gradient(model, refusals)
    with torch.no_grad():
        for p, value in zip(tensors, before):
            p.copy_(value)
    loss_align, g_a = gradient(model, safe)
    d = [h - p for h, p in zip(g_h, g_p)]
    norms = {name: dot(g, g) ** 0.5 for name, g in {"g_p": g_p, "diff": d, "g_r": g_r, "g_a": g_a}.items()}
    overlap = dot(g_a, d)
    factor = multiplier(overlap, norms["g_a"], norms["diff"])
    combined = [a + factor * s + refusal_share * r for a, s, r in zip(g_a, d, g_r)]
    return combined, {
        "loss_harm": loss_harm, "loss_harm_pert": loss_harm_pert, "loss_refusal_pert": loss_refusal_pert,
        "loss_align": loss_align, "g_h": norm, **norms, "dot_a_diff": overlap, "lambda": factor,
        "update": dot(combined, combined) ** 0.5}


def by_cosine(overlap, align, sharp):
    """λ as the published code takes it, before its moving average."""
    return max(0.0, 5.0 - overlap / (align * sharp + 1e-8))


def by_theorem(overlap, align, sharp):
    """λ as the paper's theorem gives it."""
    return max(0.0, 5.0 - overlap / (sharp * sharp + 1e-8))
