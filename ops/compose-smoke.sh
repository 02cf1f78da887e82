#!/bin/bash
# Brings docker-compose.yml up, streams 600 of the demo's samples through it, a fifth of them harmful, as an operator would,
# and takes everything down again. Fails when a container does not become healthy or a sample is missing at the end.
#
# Needs Docker, docker-compose and the ports 8081 and 9092; where no image can be pulled, run
# ops/images/build-local-images.sh first.
set -euo pipefail
cd "$(dirname "$0")/.."

export COMPOSE_PROJECT_NAME=antibody-smoke
# Debian's engine comes without buildx
export DOCKER_BUILDKIT=0 COMPOSE_DOCKER_CLI_BUILD=0
cluster=(--bootstrap-servers localhost:9092 --schema-registry-url http://localhost:8081/apis/ccompat/v7)
data=src/main/resources/demo/data
sent=600
work=$(mktemp -d)

say() { echo "== $* (${SECONDS}s)"; }
fail() {
  echo "compose-smoke: $1" >&2
  docker-compose ps >&2
  docker-compose logs --tail=20 >&2
  exit 1
}
down() {
  docker-compose down --volumes --timeout 15 >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap down EXIT

healthy() { [ "$(docker inspect -f '{{.State.Health.Status}}' "$(docker-compose ps -q "$1")")" = healthy ]; }

./antibody build
say "starting the containers"
docker-compose up -d --build >"$work/up.log" 2>&1 || { tail -n 20 "$work/up.log" >&2; fail "docker-compose up failed"; }
for service in broker registry train score; do
  for _ in $(seq 60); do
    healthy $service && break
    sleep 1
  done
  healthy $service || fail "$service is not healthy"
done

say "streaming $sent samples"
# four benign ones, a harmful one, and again
awk -v benign=$((sent * 4 / 5)) \
  'FNR == NR { harmful[FNR] = $0; next } FNR > benign { exit } { print } FNR % 4 == 0 { print harmful[FNR / 4] }' \
  $data/advbench-stream.jsonl $data/banking-stream.jsonl >"$work/samples.jsonl"
./antibody job create support --benign-probes $data/banking-probe.jsonl --harmful-probes $data/advbench-probe.jsonl \
  --lr 3e-3 --lora-rank 16 --lora-alpha 32 --checkpoint-every 4 "${cluster[@]}" >/dev/null
./antibody ingest "$work/samples.jsonl" --job support "${cluster[@]}"
timeout 180 ./antibody job close support "${cluster[@]}" >/dev/null || fail "the job did not end"

say "the last checkpoint"
mkdir "$work/keys"
docker-compose exec -T train cat /data/keys/signing-key.pub.pem >"$work/keys/signing-key.pub.pem"
./antibody checkpoint show support --json "${cluster[@]}" | tee "$work/checkpoint.json"
./antibody checkpoint export support --out "$work/adapter" --keys "$work/keys" "${cluster[@]}"
[ -s "$work/adapter/adapter_model.safetensors" ] || fail "no adapter was exported"

count() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" "$work/checkpoint.json"; }
trained=$(count samplesTrained) quarantined=$(count samplesQuarantined)
[ "$((trained + quarantined))" = $sent ] || fail "$sent samples were sent, $trained trained and $quarantined quarantined"
[ "$quarantined" -gt 0 ] || fail "no harmful sample was held back"
[ "$trained" -gt "$quarantined" ] || fail "only $trained of $sent samples were trained on"
docker-compose exec -T score test ! -r /data/keys/signing-key.pem || fail "the scorer can read the trainer's private key"
docker stats --no-stream --format '{{.Name}} {{.MemUsage}}'
say "sent $sent, trained $trained, quarantined $quarantined"
