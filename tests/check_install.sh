#!/bin/sh
# check_install.sh BUILD: installs into an empty prefix, builds a program against what is there by
# pkg-config alone, shared and static, runs it, and removes all of it again. Prints PASS/FAIL lines.
set -u
B=${1:-build}
MAKE=${MAKE:-make}
status=0
root=$(mktemp -d) || exit 1
trap 'rm -rf "$root"' EXIT
prefix=/opt/squill
verdict() { # NAME COMMAND...
    name=$1
    shift
    if "$@" >"$root/log" 2>&1; then
        echo "PASS install/$name"
    else
        tail -n 10 "$root/log"
        echo "FAIL install/$name"
        status=1
    fi
}
cat >"$root/t.c" <<'C'
#include <squill.h>
#include <stdio.h>
#include <string.h>
int main(void)
{
    return strcmp(sq_version(), SQ_VERSION_STRING) || puts(sq_version()) < 0;
}
C
export PKG_CONFIG_LIBDIR="$root$prefix/lib/pkgconfig:$(pkg-config --variable=pc_path pkg-config)"
export PKG_CONFIG_SYSROOT_DIR=
flags() { # what pkg-config says, moved into the staging folder
    pkg-config "$@" | sed "s|$prefix|$root$prefix|g"
}
verdict installs "$MAKE" -s install DESTDIR="$root" PREFIX=$prefix
for pc in "$root$prefix"/lib/pkgconfig/*.pc; do
    verdict "$(basename "$pc") is valid" pkg-config --validate "$pc"
done
lib=$root$prefix/lib
verdict "soname links" test -e "$lib/libsquill.so" -a -e "$lib/libsquill.so.0" -a ! -L "$(readlink -f "$lib/libsquill.so")"
verdict "compiles with the shared library" ${CC:-cc} -std=c11 -o "$root/shared" "$root/t.c" $(flags --cflags --libs squill)
verdict "runs with the shared library" env LD_LIBRARY_PATH="$lib" "$root/shared"
verdict "compiles with the static library" ${CC:-cc} -std=c11 -o "$root/static" "$root/t.c" \
    $(flags --cflags squill) "$lib/libsquill.a" $(flags --libs --static squill | sed 's/-lsquill//')
verdict "runs with the static library" "$root/static"
verdict "compiles a driver and a dialect from outside" ${CC:-cc} -std=c11 -o "$root/toy" docs/examples/toy.c $(flags --cflags --libs squill)
toy() { LD_LIBRARY_PATH=$lib "$root/toy" | diff - docs/examples/toy.out; }
verdict "runs a driver and a dialect from outside" toy
man=$root$prefix/share/man/man3
pages() { # each function has a page, and it leads to one that shows the function
    for f in $(sh tests/declared.sh); do
        to=$(sed -n 's|^\.so man3/||p' "$man/$f.3") && grep -q "$f(" "$man/$to" || { echo "$f"; return 1; }
    done
}
verdict "a manual page for each function" pages
verdict uninstalls "$MAKE" -s uninstall DESTDIR="$root" PREFIX=$prefix
left=$(find "$root/opt" ! -type d)
verdict "leaves nothing" test -z "$left"
exit $status
