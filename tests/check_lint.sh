#!/bin/sh
# check_lint.sh: clang-tidy (.clang-tidy says which checks) and clang's own warnings over the
# libraries; both compilers' warnings are errors here. Prints PASS/FAIL lines.
set -u
MAKE=${MAKE:-make}
command -v clang-tidy >/dev/null || { echo "SKIP lint: no clang-tidy"; exit 0; }
flags=$("$MAKE" -s MAKEFLAGS= print-ALL_CFLAGS CFLAGS= WERROR=1)
for d in $("$MAKE" -s MAKEFLAGS= print-DRIVERS); do
    flags="$flags $("$MAKE" -s MAKEFLAGS= "print-CFLAGS_$d")"
done
files=$("$MAKE" -s MAKEFLAGS= print-LINT_C)
[ -n "$files" ] || { echo "FAIL lint: no source found"; exit 1; }
jobs=$(nproc 2>/dev/null || echo 2)
status=0
out=$(echo $files | tr ' ' '\n' | xargs -P "$jobs" -n 1 clang $flags -fsyntax-only 2>&1)
if [ -z "$out" ]; then echo "PASS lint/clang"; else
    echo "$out"
    echo "FAIL lint/clang: warnings"
    status=1
fi
out=$(echo $files | tr ' ' '\n' | xargs -P "$jobs" -n 4 sh -c \
    'flags=$1; shift; clang-tidy --quiet "$@" -- $flags 2>&1 | grep -E "(warning|error):"' sh "$flags")
if [ -z "$out" ]; then echo "PASS lint/clang-tidy"; else
    echo "$out" | sort -u
    echo "FAIL lint/clang-tidy: $(echo "$out" | sort -u | wc -l) findings"
    status=1
fi
exit $status
