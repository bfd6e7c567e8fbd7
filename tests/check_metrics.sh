#!/bin/sh
# check_metrics.sh: sizes of functions and files in lib and dialects. Aim: a function under 25 lines,
# 90 % under 50, none over 80; a file under 900. Prints the figures, then PASS/FAIL lines.
set -u
find lib dialects -name '*.[ch]' | sort | xargs awk '
    FNR == 1 { if (file) lines[file] = last; file = FILENAME; signature = ""; inside = 0 }
    { last = FNR }
    /^[a-zA-Z_].*\(/ && !/;[ \t]*$/ { signature = $0 }
    /^\{/ && signature != "" { start = FNR; inside = 1 }
    /^\}/ && inside {
        n = FNR - start - 1
        size[++count] = n
        where[count] = FILENAME ":" start
        name = signature
        sub(/\(.*/, "", name)
        sub(/.*[ *]/, "", name)
        names[count] = name
        inside = 0; signature = ""
    }
    END {
        if (file) lines[file] = last
        if (!count) { print "FAIL metrics: no function found"; exit 1 }
        for (i = 1; i <= count; i++) {
            histogram[size[i]]++
            if (size[i] > longest) longest = size[i]
            if (size[i] < 50) short++
        }
        for (i = 0; i <= longest; i++) {
            sum += histogram[i]
            if (median == "" && sum * 2 >= count) median = i
            if (ninety == "" && sum * 10 >= count * 9) ninety = i
        }
        for (f in lines) { files++; total += lines[f] }
        printf "note: %d functions in %d files, %d lines; lines a function: median %d, 90%% %d, longest %d\n",
            count, files, total, median, ninety, longest
        for (i = 1; i <= count; i++)
            if (size[i] > 80) { print "FAIL metrics: " where[i] " " names[i] ": " size[i] " lines, 80 at most"; bad = 1 }
        if (short * 10 < count * 9) { print "FAIL metrics: under 90 % of the functions have less than 50 lines"; bad = 1 }
        for (f in lines)
            if (lines[f] > 900) { print "FAIL metrics: " f ": " lines[f] " lines, 900 at most"; bad = 1 }
        if (!bad) print "PASS metrics"
        exit bad
    }'
