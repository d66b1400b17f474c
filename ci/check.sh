#!/usr/bin/env bash
# Everything that has to pass: formatting, lints, documentation, tests, browser tests, the corpus.
# Installs what it needs and says so. Run it from anywhere; it needs cargo, and npm and apt-get for the browser tests.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

install_chromium() {
  CHROMIUM="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"
  if [ -z "$CHROMIUM" ]; then
    step "Installing Chromium for the browser tests (apt-get install chromium)"
    local sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo"
    $sudo apt-get update -qq
    $sudo apt-get install -y -qq --no-install-recommends chromium >/dev/null
    CHROMIUM="$(command -v chromium)"
  fi
  export CHROMIUM
}

install_packages() {
  local stamp=tests/browser/node_modules/.installed
  if ! cmp -s tests/browser/package-lock.json "$stamp"; then
    step "Installing npm packages for the browser tests (npm ci in tests/browser)"
    npm ci --prefix tests/browser --no-audit --no-fund --silent
    cp tests/browser/package-lock.json "$stamp"
  fi
}

step "Formatting"
cargo fmt --check
# The files of rules are declared by a macro, into which cargo fmt does not look.
rustfmt --check --edition 2024 --config-path rustfmt.toml src/check/rules/*.rs

step "Lints"
cargo clippy --locked --all-targets -- -D warnings

step "Documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items --quiet

step "Tests"
cargo test --locked

step "Corpus"
cargo run --locked --quiet -- check corpus

step "Browser tests"
install_chromium
install_packages
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cargo run --locked --quiet -- build --out "$work/site"
cargo run --locked --quiet -- checklist --profile docs/examples/team.toml --today 2026-11-21 --explain --format html \
  > "$work/checklist.html"
report() { cargo run --locked --quiet -- report "${@:2}" --out "$work/$1"; }
report incident.html 2025-12-kiro-cost-explorer
report pattern.html destructive-shortcut
report safeguard.html approval-gate
report product.html cursor
report query.html --query 'severity:>=s3'
report team.html --profile docs/examples/team.toml --today 2026-11-21
node tests/browser/run.mjs "$work/site" "$work/checklist.html" \
  "$work"/{incident,pattern,safeguard,product,query,team}.html
program="${CARGO_TARGET_DIR:-target}/debug/precedent"
node tests/browser/search.mjs "$work/site" "$program"
node tests/browser/builder.mjs "$work/site" "$program"
node tests/browser/hostile.mjs "$program"

step "All passed"
