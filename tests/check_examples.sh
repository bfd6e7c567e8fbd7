#!/bin/sh
# check_examples.sh BUILD: what the documents show is compiled, run and compared.
#
# In README.md and docs/**/*.md a line `<!-- example: NAME -->` marks the next ```c block as a whole
# program; the next ```text block after it, if it comes before another mark, is its output. A block without main() is a piece: it is compiled
# behind #include "squill.h". Both compilers, warnings are errors. docs/examples/*.c run with
# DATABASE_URL unset and must print what stands in the .out file beside them, if there is one; lines
# with a time ("... ms" or "... s") are compared without the figures. Prints PASS/FAIL lines.
set -u
B=${1:-build}
status=0
work=$B/check/examples
mkdir -p "$work"
rm -rf "$work"/*
so=$(cd "$B" && pwd)
warnings="-Wall -Wextra -Wpedantic -Wconversion -Werror"
unset DATABASE_URL
times='s/[0-9][0-9.]* *\(ns\|us\|ms\|s\)\([^a-z]\|$\)/T \1\2/g'

fail() {
    echo "FAIL examples/$1"
    status=1
}
compare() { # NAME PROGRAM EXPECTED
    local here=$PWD
    rm -rf "$work/run" && mkdir "$work/run"
    if ! (cd "$work/run" && "$2") >"$work/$1.got" 2>"$work/$1.err" </dev/null; then
        fail "$1: ended with a failure"
        tail -n 5 "$work/$1.got" "$work/$1.err"
    elif [ -e "$3" ] && ! { sed "$times" "$3" >"$work/$1.a"; sed "$times" "$work/$1.got" >"$work/$1.b"
        diff -u "$work/$1.a" "$work/$1.b" >"$work/$1.diff"; }; then
        fail "$1: prints something else"
        head -n 30 "$work/$1.diff"
    else
        echo "PASS examples/$1"
    fi
}

# marked blocks -> $work/NAME.c and NAME.expected
pages=$(find README.md docs -name '*.md' 2>/dev/null | sort)
[ -z "$pages" ] || awk -v dir="$work" '
    function path(suffix) { return dir "/" name suffix }
    /^<!-- example: [a-zA-Z0-9_-]+ -->/ { name = $3; state = "c"; next }
    state == "c" && /^```c *$/ { state = "in c"; print "#line " FNR + 1 " \"" FILENAME "\"" >path(".c"); next }
    state == "text" && /^```text *$/ { state = "in text"; printf "" >path(".expected"); next }
    /^```/ && state == "in c" { state = "text"; next }
    /^```/ && state == "in text" { state = ""; next }
    state == "in c" { print >path(".c") }
    state == "in text" { print >path(".expected") }' $pages

for c in "$work"/*.c; do
    [ -e "$c" ] || continue
    name=$(basename "$c" .c)
    if ! grep -q '^int main(' "$c"; then
        { echo '#include "squill.h"'; cat "$c"; } >"$work/piece" && mv "$work/piece" "$c"
        for cc in gcc clang; do
            if $cc -std=c11 $warnings -Wno-unused -Iinclude -fsyntax-only "$c" 2>"$work/log"; then
                echo "PASS examples/$name:$cc"
            else
                fail "$name: $cc does not compile it"
                head -n 12 "$work/log"
            fi
        done
        continue
    fi
    for cc in gcc clang; do
        if $cc -std=c11 $warnings -Iinclude -o "$work/$name.$cc" "$c" -L"$B" -lsquill \
            -Wl,-rpath,"$so" -pthread 2>"$work/log"; then
            compare "$name:$cc" "$so/check/examples/$name.$cc" "$work/$name.expected"
        else
            fail "$name: $cc does not compile it"
            head -n 12 "$work/log"
        fi
    done
done

for c in docs/examples/*.c; do
    [ -e "$c" ] || continue
    name=$(basename "$c" .c)
    program=$so/${c%.c}
    if [ ! -x "$program" ]; then
        fail "$name: not built"
        continue
    fi
    if ! clang -std=c11 $warnings -Iinclude -fsyntax-only "$c" 2>"$work/log"; then
        fail "$name: clang warns"
        head -n 12 "$work/log"
    fi
    compare "$name" "$program" "$PWD/${c%.c}.out"
done
exit $status
