# servers.sh: throw-away PostgreSQL and MariaDB servers for tests and bench. To be sourced.
#
# servers_start BUILD starts what is installed, in a folder of its own below ${TMPDIR:-/tmp}, on free
# loopback ports, as an unprivileged user, with everything that makes data safe turned off, and
# exports SQ_TEST_POSTGRESQL_URL and SQ_TEST_MYSQL_URL. servers_stop ends them by process id and
# removes the folder. The kernel ends them too when the calling shell dies (setpriv --pdeathsig).

servers_dir=
servers_pids=
servers_started=
servers_log=

# Servers refuse to run as root.
if [ "$(id -u)" = 0 ]; then
    servers_user=nobody
    servers_group=$(id -gn nobody)
    servers_as="setpriv --reuid=$servers_user --regid=$servers_group --clear-groups"
else
    servers_user=$(id -un)
    servers_group=$(id -gn)
    servers_as="setpriv"
fi

# A program of the server, wherever Debian or another system puts it; newest PostgreSQL first.
servers_find() {
    for d in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) /usr/sbin /usr/libexec \
        /usr/local/sbin $(echo "$PATH" | tr : ' '); do
        [ -x "$d/$1" ] && { echo "$d/$1"; return 0; }
    done
    return 1
}

servers_folder() { # NAME: a folder that the server's user owns
    mkdir -m 700 "$servers_dir/$1"
    [ "$(id -u)" != 0 ] || chown "$servers_user:$servers_group" "$servers_dir/$1"
}

# Waits until a line of the server's log says so; fails when the server ended or after a minute.
servers_wait() { # PID LOG PATTERN
    i=0
    while ! grep -q "$3" "$2" 2>/dev/null; do
        kill -0 "$1" 2>/dev/null || return 1
        i=$((i + 1))
        [ $i -lt 600 ] || return 1
        sleep 0.1
    done
}

servers_forget() { # PID SIGNAL: end one server and wait for it
    kill -"$2" "$1" 2>/dev/null
    i=0
    while kill -0 "$1" 2>/dev/null; do
        i=$((i + 1))
        [ $i -lt 100 ] || kill -KILL "$1" 2>/dev/null
        sleep 0.1
    done
    wait "$1" 2>/dev/null
}

servers_postgresql() {
    initdb=$(servers_find initdb) && server=$(servers_find postgres) || return 1
    servers_folder pg
    echo "$servers_password" >"$servers_dir/pg/password"
    $servers_as env -i PATH="$PATH" LC_ALL=C.UTF-8 "$initdb" -D "$servers_dir/pg/data" -U squill -E UTF8 \
        --locale=C.UTF-8 --auth=scram-sha-256 --pwfile="$servers_dir/pg/password" --no-sync \
        >>"$servers_log" 2>&1 || return 1
    echo 'CREATE DATABASE squill;' | (cd "$servers_dir/pg" && $servers_as "$server" --single -j -F -D data \
        postgres) >>"$servers_log" 2>&1
    for try in 1 2 3; do
        port=$("$1/tests/tools/free_port") || return 1
        log=$servers_dir/pg/$try.log
        (cd "$servers_dir/pg" && exec $servers_as --pdeathsig INT env -i PATH="$PATH" LC_ALL=C.UTF-8 \
            "$server" -D data -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=120 \
            -c max_prepared_transactions=20 -c shared_buffers=64MB -c timezone=UTC) >"$log" 2>&1 </dev/null &
        pid=$!
        if servers_wait $pid "$log" 'ready to accept connections'; then
            servers_pids="$servers_pids $pid:INT"
            SQ_TEST_POSTGRESQL_URL="postgresql://squill:$servers_password@127.0.0.1:$port/squill"
            export SQ_TEST_POSTGRESQL_URL
            return 0
        fi
        servers_forget $pid INT
    done
    return 1
}

servers_mysql() {
    install=$(servers_find mariadb-install-db) && server=$(servers_find mariadbd) || return 1
    servers_folder my
    servers_folder my/tmp # of its own: a server that starts removes the temporary tables of others
    $servers_as "$install" --no-defaults --datadir="$servers_dir/my/data" \
        --tmpdir="$servers_dir/my/tmp" --skip-test-db \
        --auth-root-authentication-method=normal --skip-name-resolve --innodb-flush-log-at-trx-commit=0 \
        >>"$servers_log" 2>&1 || return 1
    cat >"$servers_dir/my/init.sql" <<SQL
CREATE DATABASE squill CHARACTER SET utf8mb4;
CREATE USER 'squill'@'127.0.0.1' IDENTIFIED BY '$servers_password';
GRANT ALL ON *.* TO 'squill'@'127.0.0.1' WITH GRANT OPTION;
DROP USER IF EXISTS 'root'@'localhost';
SQL
    for try in 1 2 3; do
        port=$("$1/tests/tools/free_port") || return 1
        log=$servers_dir/my/$try.log
        (cd "$servers_dir/my" && exec $servers_as --pdeathsig TERM "$server" --no-defaults \
            --datadir="$servers_dir/my/data" --tmpdir="$servers_dir/my/tmp" --socket="$servers_dir/my/socket" --port="$port" \
            --pid-file="$servers_dir/my/pid" --bind-address=127.0.0.1 --skip-name-resolve --skip-log-bin \
            --init-file="$servers_dir/my/init.sql" --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 \
            --innodb-buffer-pool-size=64M --performance-schema=OFF --max-connections=120 \
            --character-set-server=utf8mb4 --default-time-zone=+00:00) >"$log" 2>&1 </dev/null &
        pid=$!
        if servers_wait $pid "$log" 'ready for connections'; then
            servers_pids="$servers_pids $pid:TERM"
            SQ_TEST_MYSQL_URL="mysql://squill:$servers_password@127.0.0.1:$port/squill"
            export SQ_TEST_MYSQL_URL
            return 0
        fi
        servers_forget $pid TERM
    done
    return 1
}

servers_start() { # BUILD
    servers_started=1
    unset SQ_TEST_POSTGRESQL_URL SQ_TEST_MYSQL_URL
    servers_dir=$(mktemp -d "${TMPDIR:-/tmp}/squill-servers.XXXXXX") || return 1
    chmod 711 "$servers_dir"
    servers_log=$servers_dir/setup.log
    servers_password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
    servers_postgresql "$1" || echo "postgresql: no server" >>"$servers_log"
    servers_mysql "$1" || echo "mysql: no server" >>"$servers_log"
    cp "$servers_log" "$1/check/servers-setup.log" 2>/dev/null
    return 0
}

servers_report() {
    [ -n "${SQ_TEST_POSTGRESQL_URL:-}" ] && echo "PASS postgresql" ||
        echo "SKIP postgresql: no server could be started"
    [ -n "${SQ_TEST_MYSQL_URL:-}" ] && echo "PASS mysql" ||
        echo "SKIP mysql: no server could be started"
}

servers_stop() {
    for pid in $servers_pids; do
        servers_forget "${pid%:*}" "${pid#*:}"
    done
    servers_pids=
    [ -z "$servers_dir" ] || rm -rf "$servers_dir"
    servers_dir=
}
