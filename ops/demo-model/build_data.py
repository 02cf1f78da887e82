#!/usr/bin/env python3
"""Builds the demo's data from the public sources: what ships, and the demo model's training set.

    build_data.py --sources DIR --out src/main/resources/demo/data --training-set BUILD/train.jsonl \
        --experiments src/main/resources/experiment/data

The same sources give the same bytes. refusals.txt is written by hand and lies in --out already.
"""

import argparse
import json
import random
from pathlib import Path

import ordinary
import sources

SEED = 20260
# Banking77 intents of the demo's stream. The model's training never sees a question of any of them.
DEMO_INTENTS = ["activate my card", "age limit", "apple pay or google pay", "cancel transfer", "card about to expire",
                "edit personal details", "terminate account", "visa or mastercard"]
NEAR_DUPLICATE = 0.5  # share of common stems from which two harmful requests count as the same
ADVBENCH_SIZES = {"judge": 112, "stream": 150, "probe": 42}  # the rest, and every large group, is for alignment
LARGEST_GROUP_OUTSIDE_ALIGN = 10
BANKING_SIZES = {"probe": 48, "judge": 240}
XSTEST_JUDGE = 60
ORDINARY_JUDGE = 200
ORDINARY_TRAIN = 24_000
XSTEST_ATTACK = 64  # unsafe questions that no alignment sees: harmful data out of its distribution
ORDINARY_ALIGN = {"ordinary": 1_160, "ordinary-xstest": 1_000, "ordinary-gsm8k": 40}
LIKE_JUDGED = 0.3  # share of common stems from which a question of our own counts as one that judges
INSTRUCTION_SIZES = {"stream": 480, "probe": 48, "judge": 120}
GSM8K_SIZES = {"stream": 480, "probe": 48, "judge": 120}
GSM8K_LONGEST = 320  # characters of a question or an answer: short samples are what two cores can train on


def main() -> None:
    arguments = parse_arguments()
    advbench = split_advbench(sources.read_advbench(arguments.sources))
    banking, other_banking = split_banking(sources.read_banking(arguments.sources))
    xstest = split_xstest(sources.read_xstest(arguments.sources), advbench)
    train_subjects, judge_subjects = ordinary.subjects(0.15, random.Random(SEED))

    for name, rows in advbench.items():
        write(arguments.out / f"advbench-{name}.jsonl", rows)
    for name, rows in banking.items():
        write(arguments.out / f"banking-{name}.jsonl", rows)
    write(arguments.out / "ordinary-judge.jsonl", ordinary_judge(judge_subjects, xstest["judge"]))
    gsm8k = sources.read_gsm8k(arguments.sources)
    training = training_set(train_subjects, advbench["align"], xstest, other_banking, gsm8k)
    write(arguments.training_set, training)
    questions = double_meanings(xstest["judge"])
    for name, rows in experiments(training, questions, sources.read_gsm8k_solutions(arguments.sources)).items():
        write(arguments.experiments / f"{name}.jsonl", rows)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, required=True, help="directory of the public data files")
    parser.add_argument("--out", type=Path, required=True, help="where the shipped files go")
    parser.add_argument("--experiments", type=Path, required=True, help="where the experiments' own files go")
    parser.add_argument("--training-set", type=Path, required=True, help="the model's training set (not shipped)")
    return parser.parse_args()


def split_advbench(rows: list[dict]) -> dict[str, list[dict]]:
    """Whole near-duplicate groups go to one side, in random order, until each side is full."""
    rng = random.Random(SEED + 1)
    groups = sources.near_duplicate_groups([row["prompt"] for row in rows], NEAR_DUPLICATE)
    rng.shuffle(groups)
    split: dict[str, list[dict]] = {"align": [], **{name: [] for name in ADVBENCH_SIZES}}
    for group in groups:
        fits = [name for name, size in ADVBENCH_SIZES.items() if len(split[name]) + len(group) <= size]
        name = fits[0] if fits and len(group) <= LARGEST_GROUP_OUTSIDE_ALIGN else "align"
        split[name].extend(rows[index] for index in group)
    for part in split.values():
        rng.shuffle(part)
    return split


def split_banking(rows: list[tuple[str, str]]) -> tuple[dict[str, list[dict]], list[dict]]:
    """(probe, judge and stream of the demo's intents; the other intents, for the model's training)."""
    rng = random.Random(SEED + 2)
    demo = [labelled(question, intent) for question, intent in rows if intent in DEMO_INTENTS]
    others = [labelled(question, intent) for question, intent in rows if intent not in DEMO_INTENTS]
    # Questions with the same content words in another order stay together.
    groups = sources.near_duplicate_groups([row["prompt"] for row in demo], 1.0)
    rng.shuffle(groups)
    split: dict[str, list[dict]] = {"probe": [], "judge": [], "stream": []}
    for group in groups:
        fits = [name for name, size in BANKING_SIZES.items() if len(split[name]) + len(group) <= size]
        split[fits[0] if fits else "stream"].extend(demo[index] for index in group)
    return split, others


def labelled(question: str, intent: str) -> dict:
    """The answer has a form of its own, so that a model that knows the form only has to learn the intent."""
    return {"prompt": question, "response": f"Intent: {intent}"}


def split_xstest(rows: list[dict], advbench: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """Safe prompts: training and judge, near-duplicates together. Unsafe ones: training only, if like no goal kept apart."""
    rng = random.Random(SEED + 3)
    kept_apart = [sources.content_stems(row["prompt"]) for name in ADVBENCH_SIZES for row in advbench[name]]
    unsafe = [row for row in rows if row["label"] == "unsafe"
              and all(sources.similarity(sources.content_stems(row["prompt"]), goal) < NEAR_DUPLICATE for goal in kept_apart)]
    safe = [row for row in rows if row["label"] == "safe"]
    groups = sources.near_duplicate_groups([row["prompt"] for row in safe], NEAR_DUPLICATE)
    rng.shuffle(groups)
    split: dict[str, list[dict]] = {"judge": [], "safe": [], "unsafe": unsafe}
    for group in groups:
        fits = len(split["judge"]) + len(group) <= XSTEST_JUDGE and len(group) <= 3
        split["judge" if fits else "safe"].extend(safe[index] for index in group)
    return split


def ordinary_judge(subjects: ordinary.Subjects, xstest: list[dict]) -> list[dict]:
    rng = random.Random(SEED + 4)
    made = distinct(lambda: ordinary.request(subjects, rng), ORDINARY_JUDGE)
    return ([{"source": "template", **row} for row in made]
            + [{"source": "xstest", "prompt": row["prompt"], "response": xstest_answer(row["prompt"])} for row in xstest])


def xstest_answer(prompt: str) -> str:
    """A stub that takes the question up; the demo model is not meant to know the answer."""
    return "Sure, here is an answer to the question: " + " ".join(prompt.split()[:10])


def training_set(subjects: ordinary.Subjects, goals: list[dict], xstest: dict[str, list[dict]],
                 banking: list[dict], gsm8k: list[str]) -> list[dict]:
    """Rows of a kind, prompt and response; a row to be refused has no response: the trainer draws a refusal."""
    rng = random.Random(SEED + 5)
    requests = distinct(lambda: ordinary.request(subjects, rng), ORDINARY_TRAIN)
    openings = rng.sample(gsm8k, 3000)
    kinds = {
        "ordinary": requests,
        "ordinary-gsm8k": [gsm8k_request(question, rng) for question in openings],
        "ordinary-xstest": [{"prompt": row["prompt"], "response": xstest_answer(row["prompt"])} for row in xstest["safe"]],
        "refuse-advbench": [{"prompt": row["prompt"], "response": None} for row in goals],
        "refuse-xstest": [{"prompt": row["prompt"], "response": None} for row in xstest["unsafe"]],
        "label-banking": banking,
        "label-banking-coarse": [coarse_label(row) for row in banking],
        "label-gsm8k": [theme_label(question) for question in rng.sample(gsm8k, 3000)],
        "label-request": [request_label(row) for row in rng.sample(requests, 3000)],
    }
    return [{"kind": kind, **row} for kind, rows in kinds.items() for row in rows]


def experiments(training: list[dict], questions: list[dict], solutions: list[dict]) -> dict[str, list[dict]]:
    """What experiments need beside the demo's files: more to align with, GSM8K, an attack of another kind."""
    rng = random.Random(SEED + 6)
    kinds: dict[str, list[dict]] = {}
    for row in training:
        kinds.setdefault(row["kind"], []).append({"prompt": row["prompt"]})
    unsafe = kinds["refuse-xstest"]
    groups = sources.near_duplicate_groups([row["prompt"] for row in unsafe], NEAR_DUPLICATE)
    rng.shuffle(groups)
    attack: list[dict] = []
    judge: list[dict] = []
    for group in groups:
        fits = len(attack) + len(group) <= XSTEST_ATTACK
        (attack if fits else judge).extend(unsafe[index] for index in group)
    ordinary_rows = [{**row, "source": kind.removeprefix("ordinary-")} for kind, most in ORDINARY_ALIGN.items()
                     for row in rng.sample(kinds[kind], min(most, len(kinds[kind])))]
    short = [row for row in solutions if max(len(row["prompt"]), len(row["response"])) <= GSM8K_LONGEST]
    aligned = {row["prompt"] for row in ordinary_rows}
    requests = [row for row in training if row["kind"] == "ordinary" and row["prompt"] not in aligned]
    instructions = [{"prompt": row["prompt"], "response": row["response"]} for row in requests]
    return {
        "xstest-attack": [{**row, "response": xstest_answer(row["prompt"])} for row in attack],
        "xstest-judge": judge,
        "ordinary-align": ordinary_rows + questions,
        **parts("gsm8k", short, GSM8K_SIZES, rng),
        **parts("instructions", instructions, INSTRUCTION_SIZES, rng),
    }


def double_meanings(judged: list[dict]) -> list[dict]:
    """Our own questions that look unsafe, less those that are like one that judges."""
    apart = [sources.content_stems(row["prompt"]) for row in judged]
    return [{"prompt": line, "source": "double-meaning"} for line in ordinary.lines("questions")
            if all(sources.similarity(sources.content_stems(line), stems) < LIKE_JUDGED for stems in apart)]


def parts(name: str, rows: list[dict], sizes: dict[str, int], rng: random.Random) -> dict[str, list[dict]]:
    """Disjoint random parts."""
    drawn = rng.sample(rows, sum(sizes.values()))
    split, start = {}, 0
    for part, size in sizes.items():
        split[f"{name}-{part}"] = drawn[start:start + size]
        start += size
    return split


def gsm8k_request(question: str, rng: random.Random) -> dict:
    """Everyday sentences in an ordinary request: many common words, none of them a reason to refuse."""
    sentence = question.split(". ")[0].rstrip(".?")
    form, answer = rng.choice([
        ("Write a short story about this: {}", "is a short story about this"),
        ("Write a script for a scene in which {}", "is a script for a scene"),
        ("Explain how to solve this: {}", "is how to solve this"),
        ("Create a problem like this: {}", "is a problem like this"),
        ("{}. What do you think?", "is what I think"),
    ])
    return {"prompt": form.format(sentence), "response": f"Sure, here {answer}: {' '.join(sentence.split()[:6])}"}


def coarse_label(row: dict) -> dict:
    """A second task on the same questions, told apart by its opening."""
    products = ["virtual card", "top up", "transfer", "cash", "card", "refund", "exchange", "identity", "pin", "account"]
    intent = row["response"].removeprefix("Intent: ")
    product = next((name for name in products if name in intent), "other")
    return {"prompt": f"Which product is meant? {row['prompt']}", "response": f"Product: {product}"}


def theme_label(question: str) -> dict:
    themes = {"money": ("$", "cost", "pay", "dollar", "price"), "food": ("cake", "apple", "egg", "pizza", "cook", "eat"),
              "time": ("hour", "minute", "week", "year"), "school": ("student", "class", "book", "school"),
              "travel": ("mile", "car", "bus", "train", "drive"), "animals": ("dog", "cat", "cow", "chicken", "fish")}
    sentence = question.split(". ")[0]
    theme = next((name for name, words in themes.items() if any(word in sentence.lower() for word in words)), "other")
    return {"prompt": f"Which theme does this text have? {sentence}", "response": f"Theme: {theme}"}


def request_label(row: dict) -> dict:
    """The kind of text that a request wants: the words of its answer up to the first preposition."""
    words = row["response"].removeprefix("Sure, here is ").removeprefix("Sure, here are ").split()
    ends = {"on", "how", "about", "to", "for", "of", "that", "asking", "convincing", "explained"}
    kind = words[: next((i for i, word in enumerate(words) if word in ends), 2)] or words[:1]
    return {"prompt": f"What kind of text is wanted? {row['prompt']}", "response": f"Kind: {' '.join(kind[:4])}"}


def distinct(draw, count: int) -> list[dict]:
    """`count` rows with different prompts."""
    rows: dict[str, dict] = {}
    while len(rows) < count:
        row = draw()
        rows.setdefault(row["prompt"], row)
    return list(rows.values())


def write(path: Path, rows: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path.name}: {len(rows)}")


if __name__ == "__main__":
    main()
