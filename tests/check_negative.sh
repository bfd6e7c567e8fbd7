#!/bin/sh
# check_negative.sh: tests/negative/*.c hold code that must not compile. Each compiles as it stands,
# and with -DSQT_WRONG fails under gcc and clang with the message of its comment
# `expect: TEXT` (or `expect-gcc:`, `expect-clang:`). Prints PASS/FAIL lines.
set -u
status=0
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
flags="-std=c11 -O1 -Wall -Wextra -Wpedantic -Werror -Iinclude -I. -c -o /dev/null"
for c in tests/negative/*.c; do
    [ -e "$c" ] || { echo "FAIL negative: no file"; exit 1; }
    for cc in gcc clang; do
        name=negative/$(basename "$c" .c):$cc
        command -v $cc >/dev/null || { echo "SKIP $name: no $cc"; continue; }
        expect=$(sed -n "s/^.*expect\(-$cc\)\{0,1\}: //p" "$c" | sed 's| *\*/.*||' | head -n 1)
        if [ -z "$expect" ]; then
            echo "FAIL $name: no comment tells the message"
        elif ! $cc $flags "$c" >"$tmp/right" 2>&1; then
            echo "FAIL $name: does not compile even without the mistake"
            head -n 5 "$tmp/right"
        elif LC_ALL=C $cc $flags -DSQT_WRONG=1 "$c" >"$tmp/wrong" 2>&1; then
            echo "FAIL $name: the mistake compiles"
        elif ! grep -qF -e "$expect" "$tmp/wrong"; then
            echo "FAIL $name: another message than: $expect"
            head -n 5 "$tmp/wrong"
        else
            echo "PASS $name"
            continue
        fi
        status=1
    done
done
exit $status
