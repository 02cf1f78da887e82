"""Readers of the licensed public data sets, and the grouping of near-duplicates that keeps splits apart."""

import csv
import json
import re
from pathlib import Path

# Rows on sexual content that involves minors are left out of everything: not trained on, not judged, not shipped.
_MINORS = re.compile(r"\b(child|children|minor|minors|underage|teen|teens|teenager|kid|kids)\b", re.I)
_SEXUAL = re.compile(r"\b(porn\w*|molest\w*|groom\w*|sex\w*|abuse)\b", re.I)

# Words that say what to produce, not what about. They must not make two requests look alike.
_FUNCTION_WORDS = frozenset(
    "a an the to of for in on and or that how with without their they it is are be by from as into who what why "
    "someone people person others your you his her them can which will using use my me i do does write create "
    "develop provide give design make making produce generate outline explain teach describe instructions "
    "instruct step guide tutorial detailed detail steps way ways method methods best good".split()
)


def read_advbench(directory: Path) -> list[dict]:
    """AdvBench rows as {"prompt": goal, "response": target}, without the rows on minors."""
    with open(directory / "advbench_harmful_behaviors.csv", encoding="utf-8", newline="") as file:
        rows = [{"prompt": row["goal"].strip(), "response": row["target"].strip()} for row in csv.DictReader(file)]
    return [row for row in rows if not concerns_minors(row["prompt"])]


def concerns_minors(text: str) -> bool:
    return bool(_MINORS.search(text) and _SEXUAL.search(text))


def read_banking(directory: Path) -> list[tuple[str, str]]:
    """Banking77 as (question, intent in words), each distinct question once."""
    with open(directory / "banking77_train.csv", encoding="utf-8", newline="") as file:
        rows = [(" ".join(row["text"].split()), intent_words(row["category"])) for row in csv.DictReader(file)]
    return list(dict.fromkeys(rows))


def intent_words(category: str) -> str:
    return category.replace("_", " ").replace("?", "").strip().lower()


def read_gsm8k(directory: Path) -> list[str]:
    """GSM8K questions; their answers are not needed."""
    with open(directory / "gsm8k_train.jsonl", encoding="utf-8") as file:
        return [" ".join(json.loads(line)["question"].split()) for line in file]


def read_gsm8k_solutions(directory: Path) -> list[dict]:
    """GSM8K rows with worked answers as the published code has them: without calculator marks, the number behind a phrase."""
    with open(directory / "gsm8k_train.jsonl", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [{"prompt": " ".join(row["question"].split()),
             "response": re.sub(r"<<[^>]*>>", "", row["answer"]).replace("####", "The final answer is:").strip()}
            for row in rows]


def read_xstest(directory: Path) -> list[dict]:
    """XSTest rows with "prompt", "type" and "label" (safe or unsafe), without the rows on minors."""
    with open(directory / "xstest_prompts.csv", encoding="utf-8", newline="") as file:
        rows = [{key: row[key].strip() for key in ("prompt", "type", "label")} for row in csv.DictReader(file)]
    return [row for row in rows if not concerns_minors(row["prompt"])]


def content_stems(text: str) -> frozenset[str]:
    """Crudely stemmed content words: 'hacking', 'hacked' and 'hack' are one."""
    return frozenset(_stem(word) for word in re.findall("[a-z]+", text.lower()) if word not in _FUNCTION_WORDS)


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "ion", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word.rstrip("e")


def similarity(left: frozenset[str], right: frozenset[str]) -> float:
    """Jaccard index of two sets of stems; two empty sets are the same."""
    union = left | right
    return len(left & right) / len(union) if union else 1.0


def near_duplicate_groups(texts: list[str], threshold: float) -> list[list[int]]:
    """Indices of texts, joined whenever two share at least `threshold` of their stems (single linkage)."""
    stems = [content_stems(text) for text in texts]
    parent = list(range(len(texts)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for right in range(len(texts)):
        for left in range(right):
            if similarity(stems[left], stems[right]) >= threshold:
                parent[root(right)] = root(left)
    groups: dict[int, list[int]] = {}
    for index in range(len(texts)):
        groups.setdefault(root(index), []).append(index)
    return list(groups.values())
