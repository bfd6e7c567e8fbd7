#!/bin/sh
# check_layers.sh: the rooms and their order, read from the sources. A lower room never includes a
# higher one; no room but dialects/ names a database; a client library is included by driver halves
# alone; only engine and driver halves do I/O (base waits: poll); the library never prints, aborts or reads the
# environment. Prints PASS/FAIL lines; exit status 1 after a FAIL.
set -u
out=$(
    find lib dialects include tests bench docs/examples -name '*.[ch]' -o -name '*.def' 2>/dev/null |
        sort | xargs awk '
    function rank(room) { return room in order ? order[room] : -1 }
    function fail(what) { printf "FAIL layers: %s:%d: %s\n", FILENAME, FNR, what }
    BEGIN {
        n = split("base ast schema compile cache engine dialects", rooms, " ")
        for (i = 1; i <= n; i++) order[rooms[i]] = i
    }
    FNR == 1 {
        split(FILENAME, part, "/")
        top = part[1]
        room = top == "lib" ? part[2] : top
        driver = top == "dialects" && part[4] == "" && part[3] ~ /^(driver.*|result)\.[ch]$/
        if (top == "lib" && rank(room) < 0) fail("lib/" room " is no room")
        comment = 0
        files++
    }
    { # code without comments; strings stay
        code = ""
        rest = $0
        while (rest != "") {
            if (comment) {
                e = index(rest, "*/")
                if (!e) { rest = ""; break }
                rest = substr(rest, e + 2); comment = 0
            } else {
                b = index(rest, "/*")
                if (!b) { code = code rest; break }
                code = code substr(rest, 1, b - 1); rest = substr(rest, b + 2); comment = 1
            }
        }
    }
    code ~ /^ *# *include/ {
        file = code
        sub(/^ *# *include *["<]/, "", file)
        sub(/[">].*/, "", file)
        split(file, p, "/")
        quoted = code ~ /include *"/
        if (top == "lib" || top == "dialects" || top == "include") {
            if (quoted && p[1] != "squill" && p[1] != "lib" && p[1] != "dialects" && file != "squill.h")
                fail("\"" file "\" is not spelled from the root")
            if (p[1] == "lib" && rank(p[2]) > rank(room)) fail(room " includes " file)
            if (p[1] == "dialects" && room != "dialects") fail(room " includes " file)
            if (top == "include" && quoted && p[1] != "squill") fail("a public header includes " file)
        }
        if ((top == "lib" || top == "dialects") && !driver &&
            file ~ /^(sqlite3|libpq-fe|mysql|mysql\/.*|mariadb\/.*)\.h$/)
            fail(file " outside a driver half")
        if ((top == "lib" || top == "dialects") && room != "engine" && !driver &&
            !(room == "base" && file ~ /^(unistd|poll)\.h$/) && file ~ /^(unistd|fcntl|poll|dlfcn|sys\/socket|sys\/stat|netdb)\.h$/)
            fail(file ": I/O belongs to engine and driver halves")
        next
    }
    top == "lib" && tolower(code) ~ /sqlite|postgres|mysql|mariadb|oracle|mssql|cockroach/ {
        fail("names a database: " $0)
    }
    (top == "lib" || top == "dialects") &&
        (code ~ /(^|[^a-zA-Z0-9_>.])(abort|exit|_exit|getenv|secure_getenv) *\(/ ||
         (room != "engine" && code ~ /(^|[^a-zA-Z0-9_>.])(v?f?printf|f?puts|f?putc|putchar|perror) *\(/)) {
        fail("the library does not end the program, read the environment or print (but the engine, asked to echo): " $0)
    }
    END { if (!files) print "FAIL layers: no source found" }'
)
if [ -n "$out" ]; then
    echo "$out"
    exit 1
fi
echo "PASS layers"
