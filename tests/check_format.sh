#!/bin/sh
# check_format.sh [-i [FILE...]]: every C file is as clang-format leaves it (.clang-format); -i formats
# them, or the files named.
# Lists by macro (*.def) are tables and are left alone, and so is the baseline of the benchmark, which
# is measured as it was written.
set -u
format=$(command -v clang-format-14 || command -v clang-format) ||
    { echo "SKIP format: no clang-format"; exit 0; }
files() {
    find lib dialects include tests bench docs/examples -name '*.[ch]' \
        ! -path 'bench/handwritten/*' ! -path 'bench/tools/*' 2>/dev/null | sort
}
if [ "${1:-}" = -i ]; then
    shift
    [ $# -gt 0 ] || set -- $(files)
    for f in "$@"; do
        awk -f tests/wrap_comments.awk "$f" >"$f.new" && { cmp -s "$f" "$f.new" || cat "$f.new" >"$f"; }
        rm -f "$f.new"
    done
    "$format" -i "$@"
    exit
fi
out=$(files | xargs -n 40 "$format" --dry-run -Werror 2>&1)
if [ -z "$out" ]; then
    echo "PASS format"
else
    echo "$out" | sed -n 's/^\([^ :]*\):[0-9]*:[0-9]*: error.*/\1/p' | sort | uniq -c |
        awk '{print "FAIL format: " $2 ": " $1 " places (make format)"}'
    exit 1
fi
