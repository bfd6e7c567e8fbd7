# man.awk -v version=V -v dir=DIR HEADER: the manual page of a public header, squill_NAME.3, made from
# its comments, and for each function that it declares a page sq_NAME.3 that points there.
#
# A comment that begins a line is a paragraph; what it stands above, or beside, is shown as written.
# What only the compiler reads (guards, macros that repeat a function, SQ_PRIV_*) is left out.

function escape(s) {
    gsub(/\\/, "\\e", s)
    gsub(/-/, "\\-", s)
    if (s ~ /^[.']/) s = "\\&" s
    return s
}
function close_code() {
    if (in_code) print ".fi\n.RE" >page
    in_code = 0
}
function put_code(s) {
    if (!in_code) print ".RS 4\n.nf" >page
    in_code = 1
    if (moved && s ~ /^        /) s = substr(s, 8) # goes on below what SQ_API stood before
    moved = s ~ /SQ_API / && s !~ /;/ || moved && s !~ /;/
    gsub(/SQ_API |SQ_USE /, "", s)
    print escape(s) >page
}
function put_text(s) {
    sub(/^ *\/?\*+ ?/, "", s)
    sub(/ *\*\/ *$/, "", s)
    if (s == "") { print ".PP" >page; return }
    if (s ~ /^( |- |\|)/) print ".br" >page # drawn or listed: as it stands
    print escape(s) >page
}
FNR == 1 {
    name = FILENAME
    sub(/^include\/(squill\/)?/, "", name)
    header = FILENAME
    sub(/^include\//, "", header)
    sub(/\.h$/, "", name)
    gsub(/\//, "_", name)
    title = name == "squill" ? "squill" : "squill_" name
    page = dir "/" title ".3"
    summary = $0
    sub(/^\/\* [a-z]+\.h: /, "", summary)
    ends = sub(/ *\*\/$/, "", summary)
    print ".TH " toupper(title) " 3 \"\" \"squill " version "\" \"squill\"" >page
    print ".SH NAME\n" title " \\- " escape(summary) >page
    print ".SH SYNOPSIS\n.B #include <" header ">\n.SH DESCRIPTION" >page
    in_comment = !ends
    next
}
in_comment {
    put_text($0)
    if (/\*\//) in_comment = 0
    next
}
/^#ifndef SQ_NO_MACROS/ || /^#ifdef __cplusplus/ || /^#if defined __cplusplus/ { skip = 1; next }
skip { # up to the end of this condition, with those inside it
    if (/^#if/) skip++
    if (/^#endif/) skip--
    next
}
/^\/\* clang-format/ { next }
/^\/\* ---- .* ---- \*\/$/ {
    close_code()
    s = $0
    gsub(/^\/\* -+ | -+ \*\/$/, "", s)
    print ".SS " toupper(substr(s, 1, 1)) escape(substr(s, 2)) >page
    next
}
/^\/\*/ {
    close_code()
    print ".PP" >page
    put_text($0)
    in_comment = !/\*\//
    next
}
/^#define SQ_PRIV_/ { # one that declares functions is kept: its uses are declarations
    macro = $2
    sub(/\(.*/, "", macro)
    body = ""
    while (/\\$/) {
        getline
        body = body $0
    }
    sub(/^ +/, "", body)
    declaration[macro] = body
    next
}
/^#define SQUILL_/ { next }
/^#define .*[^\\]$/ { # a list by macro stands for what its .def holds
    held = $0
    next
}
/^#include "squill\/.*\.def"/ {
    put_code("    /* each row of " substr($2, 2, length($2) - 2) " */")
    held = ""
    next
}
/^#(include|if|endif|else|elif|undef|error)/ { next }
/^ *$/ { close_code(); next }
{
    line = $0
    if (match(line, /^SQ_PRIV_DECLARE_[A-Z]+\([a-z_]+\)/)) {
        macro = argument = substr(line, 1, RLENGTH)
        sub(/\(.*/, "", macro)
        gsub(/.*\(|\)/, "", argument)
        rest = substr(line, RLENGTH + 1)
        line = declaration[macro]
        gsub(/##name/, argument, line)
        line = line rest
    }
    if (held != "") put_code(held)
    held = ""
    put_code(line)
    $0 = line
    if (/SQ_API/) api = 1
    if (api && match($0, /sq_[a-z0-9_]+\(/)) {
        f = substr($0, RSTART, RLENGTH - 1)
        print ".so man3/" title ".3" >(dir "/" f ".3")
        close(dir "/" f ".3") # hundreds of them
        api = 0
    }
    if (/;/) api = 0
}
END { close_code() }
