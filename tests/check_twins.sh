#!/bin/sh
# check_twins.sh: a lower-case macro is a call, and what it calls must be reachable without macros:
# an exported function of the same name or of that name with _n (items, n). The one exception is
# sq_set, whose function is sq_assign (Squirrel exports sq_set). Upper-case macros are data.
# Prints PASS/FAIL lines; exit status 1 after a FAIL.
set -u
status=0
headers=$(find include -name '*.h' | sort)
declared=" $(sh tests/declared.sh | tr '\n' ' ')"
macros=$(sed -n 's/^[ \t]*#[ \t]*define[ \t]*\(sq_[a-z0-9_]*\)(.*/\1/p' $headers | sort -u)
[ -n "$macros" ] || { echo "FAIL twins: no macro found"; exit 1; }
for m in $macros; do
    f=$m
    [ "$m" != sq_set ] || f=sq_assign
    case $declared in
    *" $f "* | *" ${f}_n "*) echo "PASS twins/$m" ;;
    *)
        echo "FAIL twins/$m: no function $f or ${f}_n"
        status=1
        ;;
    esac
done
# object-like lower-case macros would hide a name without being a call
others=$(sed -n 's/^[ \t]*#[ \t]*define[ \t]*\([a-z][a-zA-Z0-9_]*\)\([ \t].*\)*$/\1/p' $headers)
[ -z "$others" ] || { echo "FAIL twins: lower-case macros that are no calls:" $others; status=1; }
exit $status
