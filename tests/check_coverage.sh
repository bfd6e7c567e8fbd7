#!/bin/sh
# check_coverage.sh BUILD [TESTS]: docs/coverage.md against the library and against the tests that ran.
#
# Every id of a finished area stands in a row `| id | function | test |` of docs/coverage.md, whose
# functions the libraries export and whose tests passed in this run (TESTS, lines `P name` and
# `F name`, written by check.sh), or in a table of docs/differences-from-sqlalchemy.md with its
# reason. Ids of other areas may also stand under `## Open`. What rows say is checked everywhere.
# Prints an `area` line each, then PASS/FAIL lines; exit status 1 after a FAIL.
set -u
B=${1:-build} TESTS=${2:-$1/check/tests.txt}
FINISHED="EX OP FN SEL DML DDL REF TY CMP ENG CON RES EVT EXT" # areas in which nothing may be open
LISTED="EX OP FN SEL DML DDL REF TY CMP ENG CON RES EVT EXT" # areas in which every id must stand somewhere
MOST=10                                # percent of an area's ids that a difference may settle

[ -s "$TESTS" ] || { echo "FAIL coverage: no test has run (make features)"; exit 1; }
nm -D --defined-only "$B"/libsquill*.so 2>/dev/null | awk 'NF == 3 {sub(/@.*/, "", $3); print "X", $3}' |
    sort -u >"$B/check/functions.txt"
[ -s "$B/check/functions.txt" ] || { echo "FAIL coverage: no library in $B"; exit 1; }

awk -v finished="$FINISHED" -v listed="$LISTED" -v most="$MOST" '
function cells(   n, i) { # of a table row, without blanks and code marks
    n = split($0, cell, / *\| */)
    for (i = 1; i <= n; i++) gsub(/`/, "", cell[i])
    return n
}
function fail(text) { print "FAIL coverage/" text; bad = 1 }
function each(text, into,   n) { return text == "" ? 0 : split(text, into, /, */) }
FILENAME ~ /functions.txt$/ { exported[$2] = 1; next }
FILENAME ~ /tests.txt$/ { if ($1 == "P") passed[$2] = 1; else failed[$2] = 1; next }
/^## / { section = $0 }
!/^\|/ { next }
{ n = cells() }
FILENAME ~ /coverage.md$/ && cell[2] ~ /^[A-Z]+$/ && cell[3] ~ /^[0-9]+$/ {
    count[cell[2]] = cell[3] + 0; order[++areas] = cell[2]; next
}
cell[2] !~ /^[A-Z]+-[0-9][0-9]/ { next }
FILENAME ~ /coverage.md$/ && section == "## Open" {
    if (cell[3] == "") fail(cell[2] ": open, without what is missing")
    open[cell[2]] = 1; next
}
FILENAME ~ /coverage.md$/ {
    if (cell[2] in covered) fail(cell[2] ": stands twice")
    covered[cell[2]] = 1
    if (!each(cell[3], f)) fail(cell[2] ": no function")
    if (!each(cell[4], t)) fail(cell[2] ": no test")
    for (i in f) if (!(f[i] in exported)) fail(cell[2] ": no function " f[i] " is exported")
    for (i in t) {
        if (t[i] in failed) fail(cell[2] ": " t[i] " failed")
        else if (!(t[i] in passed)) fail(cell[2] ": " t[i] " did not run")
    }
    delete f; delete t; next
}
{ # differences: every id of the first cell, with a reason in the last one
    m = each(cell[2], f)
    for (i = 1; i <= m; i++) {
        if (cell[n - 1] == "") fail(f[i] ": a difference without its reason")
        if (section ~ /Python/) python[f[i]] = 1; else differs[f[i]] = 1
    }
}
END {
    for (a = 1; a <= areas; a++) {
        area = order[a]; total = count[area]; c = d = p = o = missing = 0; lost = ""
        must = (" " listed " ") ~ (" " area " "); done = (" " finished " ") ~ (" " area " ")
        for (i = 1; i <= total; i++) {
            id = sprintf("%s-%02d", area, i)
            if (id in covered) { c++; if (id in open) fail(id ": covered and open") }
            else if (id in open) o++
            else if (id in python) p++
            else if (id in differs) d++
            else { missing++; lost = lost " " id }
            known[id] = 1
        }
        share = total > p ? 100 * d / (total - p) : 0
        printf "area %-4s %3d ids: %3d with function and test, %2d by a difference (%.0f %%), %2d only in Python, %2d open%s\n",
            area, total, c, d, share, p, o, must ? "" : ", " missing " not looked at"
        if (must && missing) fail(area ":" lost " stand nowhere")
        if (done && o) fail(area ": finished, but " o " are open")
        if (must && share > most) fail(area ": more than " most " % settled by a difference")
    }
    for (id in covered) if (!(id in known)) fail(id ": no such id")
    for (id in open) if (!(id in known)) fail(id ": no such id")
    if (!areas) fail("no area listed")
    if (!bad) print "PASS coverage"
    exit bad
}' "$B/check/functions.txt" "$TESTS" docs/coverage.md docs/differences-from-sqlalchemy.md
