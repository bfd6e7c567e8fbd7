#!/bin/sh
# run_program.sh LOG PROGRAM...: one libcheck program. What it prints goes to LOG.log, the names of
# its tests, lines `P name` and `F name`, to LOG.names, and what check.sh counts to LOG.result. It
# must end well and have run a test, or have said why not. CHECK_LOGS is the folder of all logs.
log=$1 name=${1#"$CHECK_LOGS"/}
shift
CK_LOG_FILE_NAME=$log.log.tests "$@" >"$log.log" 2>&1
status=$?
# path:line:P:case:test:iteration: Passed
sed -n 's/^[^:]*:[0-9]*:\([PFE]\):[^:]*:\([a-z0-9_]*\):.*/\1 \2/p' "$log.log.tests" 2>/dev/null |
    sed 's/^E/F/' | sort -u >"$log.names"
{
    grep '^SKIP' "$log.log" | sed "s|^SKIP:* *|SKIP |"
    sed -n 's/^oom /note: oom /p; /^fault /p' "$log.log"
    awk -v status=$status -v name="$name" '
        /^[0-9]+%: Checks: [0-9]+, Failures: [0-9]+, Errors: [0-9]+/ {
            gsub(/,/, ""); n += $3; bad += $5 + $7; counted = 1
        }
        /^SKIP/ { skipped++ }
        /:[0-9]+:[FE]:/ { print "  " $0 }
        /ERROR: [A-Za-z]*Sanitizer|WARNING: ThreadSanitizer|runtime error:|SUMMARY:/ { print "  " $0 }
        END {
            if (status && !bad) { print "FAIL " name ": ended with status " status; }
            else if (!n && !skipped) print "FAIL " name ": ran no test"
            if (bad) print "FAILED " name
            passed = n - bad - (counted ? skipped : 0)
            print "@count " (passed > 0 ? passed : 0), bad + 0, 0
        }' "$log.log"
} >"$log.result"
