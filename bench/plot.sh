#!/bin/sh
# plot.sh BENCH.jsonl FOLDER: draws what `make bench` wrote: times.svg, each path of each workload
# beside the hand-written program, and growth.svg, the cost of an element of statements that grow.
set -eu
input=$1 folder=$2
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT

# field NAME of a line, quoted or not
fields='function field(name,  s) {
    s = $0
    if (!sub(".*\"" name "\": \"?", "", s)) return ""
    sub("[\",}].*", "", s)
    return s
}'

awk "$fields"'
{
    workload = field("workload"); path = field("path")
    if (workload ~ /^W/ && path !~ /\//) {
        if (!(workload in seen)) { seen[workload] = 1; order[++n] = workload }
        ns[workload, path] = field("ns")
    }
}
END {
    print "workload hand prototype cold cached ready"
    for (i = 1; i <= n; i++) {
        w = order[i]
        print w, ns[w, "~append"], ns[w, "~cold"], ns[w, "cold"], ns[w, "cached"], ns[w, "ready"]
    }
}' "$input" >"$data/times"

for kind in columns conditions in nesting; do
    awk -v kind=$kind "$fields"'
        {
            path = field("path")
            if (field("workload") == kind && sub("^cold/", "", path)) print path, field("ns")
        }' "$input" >"$data/$kind"
    [ -s "$data/$kind" ] || { echo "plot.sh: $input holds no growth: run the whole of make bench" >&2; exit 1; }
done

mkdir -p "$folder"
gnuplot <<EOF
set terminal svg size 860,420 font "sans-serif,13" background "white"
set style data histogram
set style histogram clustered gap 1
set style fill solid 0.9 noborder
set key outside top center horizontal
set grid ytics lc rgb "#dddddd"
set border 3 lc rgb "#888888"
set tics nomirror
set logscale y

set output "$folder/times.svg"
set ylabel "ns a statement (log)"
plot "$data/times" using 2:xtic(1) title "by hand (append)" lc rgb "#999999", \
     "" using 3 title "prototype, cold" lc rgb "#555555", \
     "" using 4 title "squill, cold" lc rgb "#c0504d", \
     "" using 5 title "squill, cached" lc rgb "#4f81bd", \
     "" using 6 title "squill, ready" lc rgb "#6aa84f"

set output "$folder/growth.svg"
set style data linespoints
set logscale xy
set xlabel "elements in the statement"
set ylabel "ns an element, build and compile"
plot "$data/columns" title "columns" lw 2, "$data/conditions" title "conditions" lw 2, \
     "$data/in" title "items of IN" lw 2, "$data/nesting" title "nested calls" lw 2
EOF
echo "$folder/times.svg $folder/growth.svg"
