# declared.awk: reads public headers, prints every function declared SQ_API, one name a line.
{
    line = $0
    gsub(/\/\*[^*]*\*\//, "", line)
}
/^[ \t]*SQ_API/ { text = ""; inside = 1 }
inside {
    text = text " " line
    if (line ~ /;/) {
        inside = 0
        gsub(/SQ_[A-Z]+(\([0-9, ]*\))?/, "", text)
        if (match(text, /sq_[a-z0-9_]+[ \t]*\(/)) {
            name = substr(text, RSTART, RLENGTH)
            sub(/[ \t]*\(/, "", name)
            print name
        }
    }
}
