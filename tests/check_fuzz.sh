#!/bin/sh
# check_fuzz.sh BUILD MAKE...: each tests/fuzz/fuzz_<name>.c (LLVMFuzzerTestOneInput) under ASan and UBSan,
# made in BUILD/clang by the command: the committed inputs in tests/fuzz/corpus/<name>, then FUZZ_SECONDS
# (15) of new ones. Prints PASS/FAIL lines.
set -u
B=$1
shift
seconds=${FUZZ_SECONDS:-15}
status=0
ls tests/fuzz/fuzz_*.c >/dev/null 2>&1 || { echo "SKIP fuzz: no target yet"; exit 0; }
echo 'int LLVMFuzzerTestOneInput(const char *p, unsigned long n);
int LLVMFuzzerTestOneInput(const char *p, unsigned long n) { return p == 0 && n; }' >"$B/probe.c"
clang -fsanitize=fuzzer -o "$B/probe" "$B/probe.c" 2>/dev/null || { echo "SKIP fuzz: clang has no fuzzer library"; exit 0; }
run() { # NAME PROGRAM: the committed inputs, then new ones
    mkdir -p "$B/fuzz/corpus/$1"
    name=$1 program=$2
    set -- "$B/fuzz/corpus/$name"
    [ ! -d "tests/fuzz/corpus/$name" ] || set -- "$@" "tests/fuzz/corpus/$name"
    if "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix="$B/fuzz/$name-" "$@" >"$B/fuzz/$name.log" 2>&1; then
        echo "PASS fuzz/$name"
        sed -n "s/^stat::number_of_executed_units: *\(.*\)/note: fuzz $name \1 inputs/p" "$B/fuzz/$name.log"
    else
        tail -n 30 "$B/fuzz/$name.log"
        echo "FAIL fuzz/$name"
    fi
}
programs=
for c in tests/fuzz/fuzz_*.c; do
    programs="$programs $B/clang/${c%.c}"
done
"$@" $programs
names=
for program in $programs; do
    name=${program##*/fuzz_}
    if [ -x "$program" ]; then
        names="$names $name"
    else
        echo "FAIL fuzz/$name: not built"
        status=1
    fi
done
mkdir -p "$B/fuzz"
for name in $names; do # side by side: each runs for a time, whatever else does
    run "$name" "$B/clang/tests/fuzz/fuzz_$name" >"$B/fuzz/$name.result" &
done
wait
for name in $names; do
    cat "$B/fuzz/$name.result"
    ! grep -q '^FAIL' "$B/fuzz/$name.result" || status=1
done
exit $status
