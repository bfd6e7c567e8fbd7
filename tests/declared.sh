#!/bin/sh
# declared.sh: prints every function that the public headers declare SQ_API, one name a line. Reads what
# the preprocessor makes of them, so that lists by macro are seen.
for h in include/squill.h include/squill/*.h include/squill/sys/*.h; do
    [ ! -e "$h" ] || printf '#include "%s"\n' "${h#include/}"
done | ${CC:-cc} -E -P -std=c11 -DSQ_NO_MACROS=1 -Iinclude - | awk '
    { text = text " " $0 }
    END {
        n = split(text, declarations, /[;{}]/)
        for (i = 1; i <= n; i++) {
            d = declarations[i]
            if (d !~ /visibility\("default"\)/) continue
            while (match(d, /__attribute__ *\(\([a-z_]+(\([^()]*\))?\)\)/))
                d = substr(d, 1, RSTART - 1) " " substr(d, RSTART + RLENGTH)
            if (match(d, /sq_[a-z0-9_]+[ \t]*\(/)) {
                name = substr(d, RSTART, RLENGTH)
                sub(/[ \t]*\(/, "", name)
                print name
            }
        }
    }' | sort -u
