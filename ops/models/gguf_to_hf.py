#!/usr/bin/env python3
"""Writes a Llama model of a GGUF file as a Hugging Face directory in bf16.

  python ops/models/gguf_to_hf.py MODEL.gguf OUT

Quantised tensors become what their blocks stand for, rounded to bf16. OUT gets config.json, generation_config.json,
model.safetensors, tokenizer.json and tokenizer_config.json with the chat template. The same file gives the same bytes.
Knows the tokenizer of SmolLM2 only (GGUF calls it `smollm`). Needs requirements.txt, which is small: no torch.
"""
import json
import pathlib
import struct
import sys

import numpy
from gguf import GGUFReader
from gguf.quants import dequantize
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

TENSORS = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}
TENSORS_OF_A_LAYER = {
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj", "ffn_norm": "post_attention_layernorm", "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj"}
CONTROL_TOKEN = 3  # in tokenizer.ggml.token_type


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    reader, out = GGUFReader(sys.argv[1]), pathlib.Path(sys.argv[2])
    fields = {name: field.contents() for name, field in reader.fields.items()}
    for name, expected in {"general.architecture": "llama", "tokenizer.ggml.pre": "smollm"}.items():
        if fields.get(name) != expected:
            sys.exit(f"{sys.argv[1]}: {name} is {fields.get(name)}; only {expected} is known here")
    out.mkdir(parents=True, exist_ok=True)
    tensors = dict(sorted(weights(reader, fields)))
    write_safetensors(out / "model.safetensors", tensors)
    write_json(out / "config.json", config(fields, tied="lm_head.weight" not in tensors))
    write_json(out / "generation_config.json", special_ids(fields))
    tokenizer(fields).save(str(out / "tokenizer.json"))
    write_json(out / "tokenizer_config.json", tokenizer_config(fields))


def weights(reader, fields):
    """Names as transformers gives them, with bf16 numbers as their bits."""
    heads = {"attn_q": fields["llama.attention.head_count"], "attn_k": fields["llama.attention.head_count_kv"]}
    for tensor in reader.tensors:
        *layer, kind, suffix = tensor.name.split(".")
        values = dequantize(tensor.data, tensor.tensor_type).astype(numpy.float32)
        if kind in heads:
            values = halves_apart(values, heads[kind])
        name = f"model.layers.{layer[1]}.{TENSORS_OF_A_LAYER[kind]}" if layer else TENSORS[kind]
        yield f"{name}.{suffix}", bf16(values)


def halves_apart(values, heads):
    """Rows of a head in the order that transformers rotates them.

    A rotary embedding turns pairs of coordinates. GGUF keeps the two of a pair side by side, transformers half a head apart.
    """
    pairs = values.reshape(heads, -1, 2, values.shape[1])
    return pairs.transpose(0, 2, 1, 3).reshape(values.shape)


def bf16(values):
    """The upper halves of fp32 numbers, rounded to the nearest, ties to even."""
    bits = numpy.ascontiguousarray(values).view(numpy.uint32)
    return ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype("<u2")


def write_safetensors(path, tensors):
    """By hand, since numpy has no bf16: the header's length, the header in JSON, the numbers."""
    header, end = {"__metadata__": {"format": "pt"}}, 0
    for name, values in tensors.items():
        start, end = end, end + values.nbytes
        header[name] = {"dtype": "BF16", "shape": list(values.shape), "data_offsets": [start, end]}
    encoded = json.dumps(header).encode()
    encoded += b" " * (-len(encoded) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded)
        for values in tensors.values():
            file.write(values.tobytes())


def special_ids(fields):
    return {f"{short}_token_id": fields[f"tokenizer.ggml.{long}_token_id"]
            for short, long in (("bos", "bos"), ("eos", "eos"), ("pad", "padding"))}


def config(fields, tied):
    hidden, heads = fields["llama.embedding_length"], fields["llama.attention.head_count"]
    return {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "torch_dtype": "bfloat16", "hidden_act": "silu",
        "hidden_size": hidden, "intermediate_size": fields["llama.feed_forward_length"],
        "num_hidden_layers": fields["llama.block_count"], "num_attention_heads": heads,
        "num_key_value_heads": fields["llama.attention.head_count_kv"], "head_dim": hidden // heads,
        "vocab_size": len(fields["tokenizer.ggml.tokens"]), "max_position_embeddings": fields["llama.context_length"],
        "rope_theta": fields["llama.rope.freq_base"], "rope_scaling": None, "tie_word_embeddings": tied,
        "rms_norm_eps": float(f"{fields['llama.attention.layer_norm_rms_epsilon']:.6g}"),  # stored as fp32
        "attention_bias": False, "mlp_bias": False, "attention_dropout": 0.0, "use_cache": True, **special_ids(fields)}


def tokenizer(fields):
    """BPE over bytes; digits are cut apart before the words are."""
    tokens = fields["tokenizer.ggml.tokens"]
    merges = [tuple(merge.split(" ", 1)) for merge in fields["tokenizer.ggml.merges"]]
    built = Tokenizer(models.BPE(vocab={token: k for k, token in enumerate(tokens)}, merges=merges))
    built.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    built.decoder = decoders.ByteLevel()
    special = [token for token, kind in zip(tokens, fields["tokenizer.ggml.token_type"]) if kind == CONTROL_TOKEN]
    built.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in special])
    return built


def tokenizer_config(fields):
    token = {name: fields["tokenizer.ggml.tokens"][fields[f"tokenizer.ggml.{name}_token_id"]]
             for name in ("bos", "eos", "padding", "unknown")}
    return {
        "tokenizer_class": "PreTrainedTokenizerFast", "add_prefix_space": False, "clean_up_tokenization_spaces": False,
        "model_max_length": fields["llama.context_length"], "bos_token": token["bos"], "eos_token": token["eos"],
        "pad_token": token["padding"], "unk_token": token["unknown"],
        "additional_special_tokens": [token["bos"], token["eos"]], "chat_template": fields["tokenizer.chat_template"]}


def write_json(path, values):
    path.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
