#!/bin/sh
# check_recovery.sh TESTS: docs/recovery.md and docs/reliability.md against the tests that ran. A row
# `| what | tests | note |` names tests that passed in this run (TESTS, lines `P name` and `F name`,
# written by check.sh), or has a note that tells why there is none. Prints a `note:` line with the
# counts, then PASS/FAIL lines.
set -u
awk '
FILENAME == ARGV[1] { if ($1 == "P") passed[$2] = 1; else failed[$2] = 1; next }
!/^\|/ || /^\|--/ || /^\| (behaviour|fact|guarantee) \|/ { next }
{
    n = split($0, cell, / *\| */)
    what = cell[2]
    if (n != 5 || what == "") { print "FAIL recovery/" what ": no row of three"; bad = 1; next }
    rows++
    if (cell[3] == "") {
        reasons++
        if (cell[4] == "") { print "FAIL recovery/" what ": neither a test nor a reason"; bad = 1 }
        next
    }
    gsub(/`/, "", cell[3])
    for (i = split(cell[3], test, /, */); i > 0; i--) {
        if (test[i] in passed && !(test[i] in failed)) continue
        print "FAIL recovery/" what ": " test[i] (test[i] in failed ? " failed" : " did not run")
        bad = 1
    }
}
END {
    if (!rows) { print "FAIL recovery: no rows"; bad = 1 }
    printf "note: recovery %d behaviours, %d by a test, %d with a reason\n", rows, rows - reasons, reasons
    if (!bad) print "PASS recovery"
    exit bad
}' "$1" docs/recovery.md docs/reliability.md
