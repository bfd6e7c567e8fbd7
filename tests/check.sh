#!/bin/sh
# check.sh PART...: runs the parts of `make check` one after the other, prints a line with the time
# of each, what failed, and as very last line `N passed, N failed, N skipped`. Exit status 1 when
# something failed. Called by the Makefile, from the root of the tree.
#
# A part is a function part_NAME. What it prints goes to $B/check/NAME.log; of that, lines
#     PASS name    FAIL name: reason    SKIP name: reason    @count PASSED FAILED SKIPPED
# are counted. SQ_REQUIRE=postgresql,postgresql18,mysql turns a SKIP of such a name into a failure.
set -u
: "${B:=build}" "${MAKE:=make}" "${CC:=cc}"
case $B in /*) ROOT= ;; *) ROOT=$PWD/ ;; esac # for programs that run in another folder
LOGS=$B/check
mkdir -p "$LOGS"
cpus=$(nproc 2>/dev/null || echo 2)
case " ${MAKEFLAGS:-} " in
*jobserver*) jobs= ;;
*) jobs=-j$cpus ;;
esac
. tests/support/servers.sh
trap 'servers_stop' EXIT
trap 'servers_stop; exit 130' INT TERM HUP
scratch_start

make_in() { # LANE CFLAGS TARGET...: builds targets in the build directory of a lane
    lane=$1 flags=$2
    shift 2
    "$MAKE" -s -k $jobs B="$B/$lane" CFLAGS="$flags" "$@"
}

export CHECK_LOGS="$LOGS"
counted() { # LOG: what run_program.sh found, for this part and for `features`
    cat "$1.names" >>"$LOGS/tests.txt"
    cat "$1.result"
}

# Every program of a folder; those that share a server one after the other.
run_folder() { # PART FOLDER BUILD [PATTERN]
    local names= name at_once=$cpus
    [ "$2" != suite ] || at_once=1
    mkdir -p "$LOGS/$1"
    for c in tests/"$2"/test_${4:-}*.c; do
        [ -e "$c" ] || continue
        name=$(basename "$c" .c)
        [ -x "$3/tests/$2/$name" ] && names="$names $name" || echo "FAIL $1/$name: not built"
    done
    echo "$names" | tr ' ' '\n' | grep . | xargs -P "$at_once" -I@ \
        sh tests/run_program.sh "$LOGS/$1/@" $WRAP "$3/tests/$2/@"
    for name in $names; do
        counted "$LOGS/$1/$name"
    done
}
WRAP='timeout -k 10 600' # a program that hangs is a failure, not a hung run

programs_in() { # BUILD FOLDER...: what make has to build for these folders
    build=$1
    shift
    for f in "$@"; do
        for c in tests/"$f"/test_*.c; do
            [ -e "$c" ] && echo "$build/${c%.c}"
        done
    done
}

verdict() { # NAME COMMAND...: one test that a command passes
    name=$1
    shift
    if "$@"; then echo "PASS $name"; else echo "FAIL $name: $*"; fi
}

part_build() {
    mkdir -p "$B"
    verdict build "$MAKE" -s -k $jobs WERROR=1 all tests
}
part_unit() { run_folder unit unit "$B"; }
part_sql() { run_folder sql sql "$B"; }
part_key() { run_folder key key "$B"; }
part_ffi() { run_folder ffi ffi "$B"; }
# PostgreSQL's own suite once more on the libpq that came with PostgreSQL 18: what the driver finds
# out about it when it is loaded.
part_suite() {
    run_folder suite suite "$B"
    [ -e "$B/deps/postgresql18/lib/libpq.so.5" ] ||
        { echo "SKIP postgresql18: its libpq is not there"; return; }
    for name in test_postgresql test_postgresql_driver; do
        LD_LIBRARY_PATH=$ROOT$B/deps/postgresql18/lib sh tests/run_program.sh \
            "$LOGS/suite/$name-libpq18" $WRAP "$B/tests/suite/$name"
        counted "$LOGS/suite/$name-libpq18"
    done
}
part_faults() {
    run_folder faults unit "$B" pool_thread
    run_folder faults suite "$B" fault_
}
part_negative() { sh tests/check_negative.sh; }
part_layers() { sh tests/check_layers.sh; }
part_headers() { sh tests/check_headers.sh; }
part_symbols() { sh tests/check_symbols.sh "$B"; }
part_twins() { sh tests/check_twins.sh; }
part_metrics() { sh tests/check_metrics.sh; }
part_format_check() { sh tests/check_format.sh; }
part_lint() { sh tests/check_lint.sh; }
part_examples() { sh tests/check_examples.sh "$B"; }
part_install() { sh tests/check_install.sh "$B"; }
part_features() {
    sh tests/check_coverage.sh "$B" "$LOGS/tests.txt"
    sh tests/check_recovery.sh "$LOGS/tests.txt"
}
part_servers() { servers_report; }

ASAN='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined -DSQI_DEBUG_ARENA=1'
# The live suite is part of it, on servers that are started for it: it waits for them half of the
# time, in which the others run. Random strings are a tenth of those of `suite`.
part_asan() {
    verdict asan/build make_in asan "$ASAN" $(programs_in "$B/asan" unit sql key suite)
    STRINGS=10000 CK_TIMEOUT_MULTIPLIER=4 run_folder asan/suite suite "$B/asan" >"$LOGS/asan.suite" &
    for f in unit sql key; do
        CK_TIMEOUT_MULTIPLIER=4 run_folder asan/$f $f "$B/asan"
    done
    wait $!
    cat "$LOGS/asan.suite"
}
# The same tests built by clang, whose sanitizers see what gcc's don't (arithmetic with null
# pointers), and with nodes side by side in chunks, as they always are but in ASan's lane: imprints
# and all else that relies on it. The build is that of `fuzz`.
CLANG='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined'
part_ubsan() {
    command -v clang >/dev/null || { echo "SKIP ubsan: no clang"; return; }
    verdict ubsan/build make_in clang "$CLANG" CC=clang $(programs_in "$B/clang" unit sql key)
    for f in unit sql key; do
        CK_TIMEOUT_MULTIPLIER=4 run_folder ubsan/$f $f "$B/clang"
    done
}
# Hashes cut to two bits: collisions must change nothing but speed.
part_collide() {
    targets=$(programs_in "$B/collide" sql key; ls tests/unit/test_cache*.c 2>/dev/null |
        sed "s|\(.*\)\.c|$B/collide/\1|")
    [ -n "$targets" ] || return
    verdict collide/build make_in collide '-O1 -g -DSQI_HASH_BITS=2' $targets
    for f in sql key; do
        CK_TIMEOUT_MULTIPLIER=2 run_folder collide/$f $f "$B/collide"
    done
    CK_TIMEOUT_MULTIPLIER=2 run_folder collide/unit unit "$B/collide" cache
}
part_tsan() {
    targets=$(programs_in "$B/tsan" unit sql key suite | grep thread)
    [ -n "$targets" ] || { echo "SKIP tsan: no test is named after threads"; return; }
    verdict tsan/build make_in tsan '-O1 -g -fsanitize=thread' $targets
    for f in unit sql key suite; do
        CK_TIMEOUT_MULTIPLIER=8 run_folder tsan/$f $f "$B/tsan" '*thread'
    done
}
part_valgrind() {
    verdict valgrind/build make_in valgrind '-O1 -g -DSQI_DEBUG_ARENA=1' $(programs_in "$B/valgrind" unit sql key)
    WRAP="timeout -k 10 3000 valgrind -q --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=99"
    for f in unit sql key; do
        CK_FORK=no CK_TIMEOUT_MULTIPLIER=50 run_folder valgrind/$f $f "$B/valgrind"
    done
}
part_oom() {
    targets=$(programs_in "$B/asan" unit sql key suite | grep oom)
    [ -n "$targets" ] || { echo "SKIP oom: no test is named after it"; return; }
    verdict oom/build make_in asan "$ASAN" $targets
    for f in unit sql key suite; do
        CK_TIMEOUT_MULTIPLIER=8 run_folder oom/$f $f "$B/asan" '*oom'
    done
}
# The main job on every database at hand: all must give the rows that SQLite gives.
part_demo() {
    local program=$ROOT$B/docs/examples/unicode out=$ROOT$LOGS/demo work db url
    [ -e docs/examples/unicode.c ] || return
    mkdir -p "$out"
    work=$(mktemp -d) || return
    for db in sqlite sqlite-memory postgresql postgresql18 mysql; do
        case $db in
        sqlite) url= ;;
        sqlite-memory) url=sqlite:// ;;
        postgresql) url=${SQ_TEST_POSTGRESQL_URL:-} ;;
        postgresql18) url=${SQ_TEST_POSTGRESQL18_URL:-} ;;
        mysql) url=${SQ_TEST_MYSQL_URL:-} ;;
        esac
        [ $db = sqlite ] || [ -n "$url" ] || { echo "SKIP $db: no server for the demo"; continue; }
        if ! (cd "$work" && $WRAP "$program" $url) >"$out/$db.out" 2>&1 </dev/null; then
            tail -n 15 "$out/$db.out"
            echo "FAIL demo/$db: ended with a failure"
            continue
        fi
        grep '^|' "$out/$db.out" >"$out/$db.rows"
        if [ ! -s "$out/$db.rows" ]; then
            echo "FAIL demo/$db: no rows"
        elif diff "$out/sqlite.rows" "$out/$db.rows" >"$out/$db.diff"; then
            echo "PASS demo/$db"
        else
            head -n 20 "$out/$db.diff"
            echo "FAIL demo/$db: other rows than SQLite"
        fi
    done
    rm -rf "$work"
}
# A program that tries something on the databases at hand, and compares its table with a page.
table() { # PROGRAM PAGE
    ls tests/"$1"/*.c >/dev/null 2>&1 || return
    "$MAKE" -s $jobs "$B/$1" || { echo "FAIL $1: not built"; return; }
    "$B/$1" "$2" >"$LOGS/$1.out" 2>&1
    grep -e '^FAIL' -e '^SKIP' "$LOGS/$1.out"
    awk -v name="$1" 'END { if ($2 == "passed,") print "@count", $1, 0, 0
        else print "FAIL " name ": broke off" }' "$LOGS/$1.out"
}
part_verdict() { table verdict docs/dialects.md; }
part_types() { table types docs/types.md; }
part_fuzz() { sh tests/check_fuzz.sh "$B" "$MAKE" -s -k $jobs B="$B/clang" CC=clang CFLAGS="$CLANG"; }
# The corpus is no part of the tree; where it lies beside it, a difference is no failure of `check`
# (the bar is a figure of its own: make parity), but the program must run to its end.
part_parity_quick() {
    corpus=${CORPUS:-../shared/corpus}
    [ -d "$corpus" ] && ls tests/parity/*.c >/dev/null 2>&1 ||
        { echo "SKIP parity: no corpus at hand (make parity CORPUS=DIR)"; return; }
    if "$MAKE" -s $jobs "$B/parity" &&
        "$B/parity" --listed=docs/differences-from-sqlalchemy.md "$corpus" >"$LOGS/parity.out" ||
        tail -n 1 "$LOGS/parity.out" | grep -q '^[0-9]* passed, [0-9]* failed'; then
        grep '^parity ' "$LOGS/parity.out"
        echo "PASS parity/runs-to-its-end"
        if grep -e '^not listed' -e '^listed, but passes' "$LOGS/parity.out"; then
            echo "FAIL parity/differences: see docs/differences-from-sqlalchemy.md"
        else
            echo "PASS parity/differences"
        fi
    else
        echo "FAIL parity: see $LOGS/parity.out"
    fi
}

now() { date +%s.%N; }
total_passed=0 total_failed=0 total_skipped=0 failed_parts=
run_part() {
    local part=$1 log=$LOGS/$1.log start end
    mkdir -p "$LOGS"
    start=$(now)
    case $part in
    servers | suite | faults | verdict | types | demo | asan | tsan)
        if [ -z "${servers_started:-}" ]; then
            [ -x "$B/tests/tools/free_port" ] || "$MAKE" -s "$B/tests/tools/free_port"
            servers_start "$B"
        fi
        ;;
    esac
    part_$(echo "$part" | tr - _) >"$log" 2>&1 </dev/null
    end=$(now)
    set -- $(awk -v require="${SQ_REQUIRE:-}" '
        BEGIN { n = split(require, names, /[ ,]+/) }
        /^PASS / { p++ }
        /^FAIL / { f++ }
        /^SKIP / {
            must = 0
            sub(/[:\/].*/, "", $2)
            for (i = 1; i <= n; i++)
                if (names[i] != "" && $2 == names[i]) must = 1
            if (must) f++; else s++
        }
        /^@count / { p += $2; f += $3; s += $4 }
        END { print p + 0, f + 0, s + 0 }' "$log")
    total_passed=$((total_passed + $1))
    total_failed=$((total_failed + $2))
    total_skipped=$((total_skipped + $3))
    if [ "$2" -gt 0 ]; then
        failed_parts="$failed_parts $part"
        grep -v -e '^PASS ' -e '^@count' -e '^note: oom ' "$log" | tail -n 60 | sed 's/^/    /'
    else
        grep -e '^SKIP ' -e '^fault ' -e '^parity ' -e '^area ' -e '^note:' "$log" | sort | uniq -c | sed 's/^ *1 //; s/^/    /'
    fi
    awk -v part="$part" -v p="$1" -v f="$2" -v s="$3" -v a="$start" -v b="$end" 'BEGIN {
        printf "%-14s %6d passed %4d failed %4d skipped %7.1f s\n", part, p, f, s, b - a }'
}

case " $* " in
*" unit "*) : >"$LOGS/tests.txt" ;; # a run of its own: names of tests that passed, for `features`
esac
for part in "$@"; do
    run_part "$part"
done
servers_stop
for part in $failed_parts; do # once more where it is looked for: at the end
    grep -e '^FAIL' -e ':[0-9]*:[FE]:' "$LOGS/$part.log" | head -n 20 | sed "s/^ */  $part: /"
done
echo "$total_passed passed, $total_failed failed, $total_skipped skipped"
[ "$total_failed" -eq 0 ]
