#!/usr/bin/env bash
# Builds the site of made-up incidents beside Hugo, Zola and Pagefind on the same content, as far as these are there, and
# prints a table in Markdown. docs/performance.md keeps the figures of a quiet machine.
#
# HUGO, ZOLA and PAGEFIND name the programs (`apt-get install hugo`; `npm install pagefind`; Zola is neither on crates.io
# nor in Debian). RECORDS is how many incidents, WORK an empty folder on the disk that is to be measured.
set -euo pipefail
cd "$(dirname "$0")/.."
records="${RECORDS:-10000}"
work="${WORK:-$(mktemp -d)}"
precedent="${PRECEDENT:-$PWD/target/release/precedent}"
[ -x "$precedent" ] || cargo build --locked --release --quiet
[ -d "$work/corpus" ] || cargo run --locked --release --quiet --example synthetic -- --records "$records" --out "$work/corpus"
export PRECEDENT_CACHE="$work/cache"

# Prints a line of the table: what was run, how long it took, and how much memory it held at most.
row() {
  local name="$1"
  shift
  /usr/bin/time --format '%e %M' --output "$work/time" "$@" >"$work/log" 2>&1 || { tail -3 "$work/log" >&2; return; }
  awk -v name="$name" -v files="$(find "$site" -type f | wc -l)" -v size="$(du -sm --apparent-size "$site" | cut -f1)" \
    '{ printf "| %s | %.1f s | %d MB | %d | %d MB |\n", name, $1, $2 / 1024, files, size }' "$work/time"
}

# The records as pages of a generator: front matter with a title, and the whole record as text.
content() {
  mkdir -p "$1"
  for record in "$work"/corpus/incidents/*.md; do
    local title
    title="$(grep -m 1 '^title = ' "$record")"
    { printf '+++\n%s\n+++\n' "$title"; sed '1,/^```$/ { /^```toml$/d; s/^```$//; s/^/    / }' "$record"; } >"$1/$(basename "$record")"
  done
}

printf '| build of %s incidents | time | memory | files | size |\n|:---|---:|---:|---:|---:|\n' "$records"
site="$work/site"
build=("$precedent" build --no-builtin --corpus "$work/corpus" --out "$site")
row 'precedent, everything' "${build[@]}"
sleep 3
row 'precedent, nothing changed' "${build[@]}"
record="$(find "$work/corpus/incidents" -name '*.md' | sort | head -1)"
printf '\nOne more sentence.\n' >>"$record"
row 'precedent, one record changed' "${build[@]}"

if [ -x "${HUGO:-$(command -v hugo || true)}" ]; then
  hugo="${HUGO:-$(command -v hugo)}"
  mkdir -p "$work/hugo/layouts/_default"
  printf 'baseURL = "https://example.org/"\n' >"$work/hugo/config.toml"
  printf '<!doctype html><title>{{ .Title }}</title><main><h1>{{ .Title }}</h1>{{ .Content }}</main>\n' >"$work/hugo/layouts/_default/single.html"
  printf '<!doctype html><title>All</title>{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}\n' >"$work/hugo/layouts/_default/list.html"
  content "$work/hugo/content/incidents"
  site="$work/hugo/public"
  mkdir -p "$site"
  row 'Hugo, bare pages of the same records, no search' "$hugo" --quiet --source "$work/hugo"
fi
if [ -x "${ZOLA:-$(command -v zola || true)}" ]; then
  zola="${ZOLA:-$(command -v zola)}"
  mkdir -p "$work/zola/templates"
  printf 'base_url = "https://example.org/"\n' >"$work/zola/config.toml"
  printf '<!doctype html><title>{{ page.title }}</title><main><h1>{{ page.title }}</h1>{{ page.content | safe }}</main>\n' >"$work/zola/templates/page.html"
  printf '<!doctype html><title>All</title>\n' | tee "$work/zola/templates/index.html" >"$work/zola/templates/section.html"
  content "$work/zola/content/incidents"
  printf '+++\ntitle = "Incidents"\n+++\n' >"$work/zola/content/incidents/_index.md"
  site="$work/zola/public"
  mkdir -p "$site"
  row 'Zola, bare pages of the same records, no search' "$zola" --root "$work/zola" build --force
fi
if [ -x "${PAGEFIND:-$(command -v pagefind || true)}" ]; then
  pagefind="${PAGEFIND:-$(command -v pagefind)}"
  mkdir -p "$work/pages"
  (cd "$work/site" && find incidents -maxdepth 1 -name '*.html' -exec cp {} "$work/pages" \;)
  site="$work/pagefind"
  mkdir -p "$site"
  row "Pagefind's index of our pages of incidents" "$pagefind" --site "$work/pages" --output-path "$site"
  printf '\nIndex in the browser: ours %s files, %s MB; Pagefind %s files, %s MB.\n' \
    "$(find "$work/site/search/data" -type f | wc -l)" "$(du -sm --apparent-size "$work/site/search/data" | cut -f1)" \
    "$(find "$site" -type f | wc -l)" "$(du -sm --apparent-size "$site" | cut -f1)"
fi
