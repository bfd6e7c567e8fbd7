#!/bin/sh
# check_headers.sh: each public header compiles alone, without a warning, as C11, C17 and C++17, by
# gcc and clang, with the macros and without; and a struct that carries its size has it first, where
# every later version finds it. Prints PASS/FAIL lines; exit status 1 after a FAIL.
set -u
warnings="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual -Wundef -Werror"
status=0
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
one() { # NAME COMPILER FLAGS...
    name=$1
    shift
    if "$@" $warnings -fsyntax-only -Iinclude >"$tmp/log" 2>&1; then
        echo "PASS headers/$name"
    else
        echo "FAIL headers/$name: $*"
        head -n 12 "$tmp/log"
        status=1
    fi
}
for h in include/squill.h include/squill/*.h include/squill/sys/*.h; do
    [ -e "$h" ] || continue
    file=${h#include/}
    # twice: the guard; a function, as ISO C wants some declaration in a file
    printf '#include "%s"\n#include "%s"\nint main(void);\n' "$file" "$file" >"$tmp/t.c"
    cp "$tmp/t.c" "$tmp/t.cc"
    for cc in gcc clang; do
        command -v $cc >/dev/null || { echo "SKIP headers: no $cc"; continue; }
        for std in c11 c17; do
            one "$file:$cc:$std" $cc -std=$std -Wstrict-prototypes "$tmp/t.c"
        done
        one "$file:$cc:no-macros" $cc -std=c11 -DSQ_NO_MACROS=1 "$tmp/t.c"
    done
    for cxx in g++ clang++; do
        command -v $cxx >/dev/null || { echo "SKIP headers: no $cxx"; continue; }
        one "$file:$cxx" $cxx -std=c++17 "$tmp/t.cc"
    done
done
if awk '/^ *size_t size;/ && before !~ /\{$/ { print FILENAME ": " $0; bad = 1 }
    { before = $0 } END { exit bad }' include/squill/*.h include/squill/sys/*.h; then
    echo "PASS headers/size first"
else
    echo "FAIL headers/size first"
    status=1
fi
exit $status
