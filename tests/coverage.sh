#!/bin/sh
# coverage.sh: builds with gcov in $B/coverage, runs the unit, sql and key tests, prints the share of
# lines run by folder and in all.
set -u
: "${B:=build}" "${MAKE:=make}"
C=$B/coverage
find "$C" -name '*.gcda' -delete 2>/dev/null
programs=$(for c in tests/unit/test_*.c tests/sql/test_*.c tests/key/test_*.c; do
    [ -e "$c" ] && echo "$C/${c%.c}"
done)
"$MAKE" -s -k B="$C" CC=gcc CFLAGS='-O0 -g --coverage' $programs || exit 1
for p in $programs; do
    "$p" >/dev/null 2>&1 || echo "note: $p failed"
done
find "$C/obj/lib" "$C/obj/dialects" -name '*.gcda' 2>/dev/null | sort | xargs gcov -n 2>/dev/null |
    awk -F"'" '
    /^File/ { file = $2 }
    /^Lines executed/ && (file ~ /^lib\// || file ~ /^dialects\//) && !(file in seen) {
        seen[file] = 1
        split($0, p, /[:% ]+/)
        sub(/.* of /, ""); n = $0 + 0
        split(file, f, "/"); folder = f[1] "/" f[2]
        all[folder] += n; run[folder] += n * p[3] / 100
        total += n; hit += n * p[3] / 100
    }
    END {
        for (d in all) printf "coverage %-24s %5.1f %% of %d lines\n", d, 100 * run[d] / all[d], all[d] | "sort"
        close("sort")
        if (total) printf "coverage %-24s %5.1f %% of %d lines\n", "all", 100 * hit / total, total
    }'
