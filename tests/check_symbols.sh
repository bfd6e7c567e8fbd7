#!/bin/sh
# check_symbols.sh BUILD: what the libraries show and need. Shared libraries export sq_* and nothing
# else, under version node SQUILL_0, and exactly the functions that the public headers declare;
# libsquill needs libc (and pthread) alone; no name that Squirrel or sqxclib export is taken.
# Prints PASS/FAIL lines; exit status 1 after a FAIL.
set -u
B=${1:-build}
status=0
ok() { echo "PASS symbols/$1"; }
bad() {
    echo "FAIL symbols/$1"
    status=1
}
judge() { # NAME OFFENDERS
    if [ -z "$2" ]; then ok "$1"; else bad "$1: $(echo $2 | cut -c1-1500)"; fi
}
exports() { nm -D --defined-only --format=posix "$@" 2>/dev/null | awk 'NF > 1 && $2 != "A" {sub(/@.*/, "", $1); print $1}' | sort -u; }
needed() { readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }

[ -e "$B/libsquill.so" ] || { bad "libsquill.so is not built"; exit 1; }
for so in "$B"/libsquill*.so; do
    name=$(basename "$so")
    judge "$name exports sq_ alone" "$(exports "$so" | grep -v '^sq_[a-z]')"
    judge "$name soname" "$(readelf -d "$so" | grep -q "SONAME.*\[$name\.0\]" || echo "is not $name.0")"
    judge "$name version node" "$(readelf -V "$so" | grep -q SQUILL_0 || echo "no SQUILL_0")"
    [ -n "$(exports "$so")" ] || bad "$name exports nothing"
done
judge "libsquill.so needs libc alone" \
    "$(needed "$B/libsquill.so" | grep -vE '^(libc|libpthread|libdl|ld-linux.*)\.so')"

exports "$B"/libsquill*.so >"$B/exported.txt"
sh tests/declared.sh >"$B/declared.txt"
judge "declared and exported" "$(comm -23 "$B/declared.txt" "$B/exported.txt")"
judge "exported and declared" "$(comm -13 "$B/declared.txt" "$B/exported.txt")"
judge "names of Squirrel" "$(grep -xE \
    'sq_(free|compile|release|next|set|get|call|type|open|close|newclosure|poptop|push|pop)' "$B/exported.txt")"
judge "families of sqxclib" "$(grep -E '^sq_(query|storage)_' "$B/exported.txt")"

# Static linking: hidden names are global there, so they need the prefix, too.
for a in "$B"/libsquill*.a; do
    judge "$(basename "$a") defines sq_ and sqi_ alone" \
        "$(nm --defined-only --extern-only --format=posix "$a" 2>/dev/null | awk 'NF > 1 {print $1}' | grep -vE '^sqi?_')"
done
exit $status
