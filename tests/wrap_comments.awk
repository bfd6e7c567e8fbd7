# wrap_comments.awk: breaks comment lines of more than 100 columns; what does not fit goes to the next
# line if that is plain text, else to a line of its own. clang-format would do the same but pours the
# following lines together, examples and references too; so this comes first (check_format.sh -i).
# Columns, not bytes, count: not every awk knows UTF-8.
function columns(s) { gsub(/[\200-\277]/, "", s); return length(s) }
{ line[NR] = $0 }
END {
    for (i = 1; i <= NR; i++) {
        l = line[i]
        if (l ~ /clang-format off/) off = 1
        if (l ~ /clang-format on/) off = 0
        while (!off && columns(l) > 100 && match(l, /^ *(\/\*| \*) /)) {
            indent = l
            sub(/(\/\*| \*) .*/, "", indent)
            text = l
            sub(/^ *(\/\*| \*) /, "", text)
            deeper = match(text, /^ +/) ? substr(text, 1, RLENGTH) : ""
            ends = sub(/ *\*\/$/, "", l)
            cut = 101
            while (cut > length(indent) + 10 && substr(l, cut, 1) != " ") cut--
            if (substr(l, cut, 1) != " ") break
            rest = substr(l, cut + 1)
            l = substr(l, 1, cut - 1)
            sub(/ +$/, "", l)
            if (rest == "") { l = l " */"; break } # only the end does not fit: leave it to clang-format
            print l
            follow = indent " * "
            next_text = substr(line[i + 1], length(follow) + 1)
            if (!ends && deeper == "" && index(line[i + 1], follow) == 1 &&
                next_text ~ /^[^ ]/ && next_text !~ /^(SQLAlchemy:|- |\| )/) {
                l = follow rest " " next_text
                i++
                ends = 0
                if (l ~ /\*\/$/ && columns(l) <= 100) break
            } else
                l = follow deeper rest (ends ? " */" : "")
        }
        print l
    }
}
