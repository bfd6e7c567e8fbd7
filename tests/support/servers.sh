# servers.sh: throw-away PostgreSQL and MariaDB servers for tests and bench. To be sourced.
#
# servers_start BUILD starts what is installed, in a folder of its own below ${TMPDIR:-/tmp}, on free
# loopback ports, as an unprivileged user, with everything that makes data safe turned off, and
# exports SQ_TEST_POSTGRESQL_URL, SQ_TEST_POSTGRESQL18_URL and SQ_TEST_MYSQL_URL. servers_stop ends
# them by process id and removes the folder, and that of scratch_start. The kernel ends them too when
# the calling shell dies (setpriv --pdeathsig).

servers_dir=
servers_pids=
servers_started=
servers_log=
servers_more=

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
# The one core that they run on, if SQ_SERVERS_CORE names it: for measurements.
[ -z "${SQ_SERVERS_CORE:-}" ] || servers_as="taskset -c $SQ_SERVERS_CORE $servers_as"

# Everything temporary goes into one folder, which servers_stop removes with what is in it: also what
# a test left there that was killed.
servers_scratch=
scratch_start() {
    servers_scratch=$(mktemp -d "${TMPDIR:-/tmp}/squill.XXXXXX") || return 1
    chmod 1777 "$servers_scratch"
    export TMPDIR="$servers_scratch"
}

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

# A kind of server (pg, pg18, bouncer, my) is told by servers_make_KIND BUILD, which sets its data up
# once, servers_exec_KIND, which becomes the server (on servers_port, with servers_more as further
# arguments), the signal that ends it, and what its log says when it is there.
servers_signal_pg=INT
servers_ready_pg='ready to accept connections'
servers_make_pg() {
    initdb=$(servers_find initdb) && servers_make_postgresql pg "${initdb%/*}"
}
servers_exec_pg() { servers_exec_postgresql pg "$(dirname "$(servers_find initdb)")"; }

# The PostgreSQL that deps.sh fetched; copied, because the server's user may not look into the build
# folder.
servers_signal_pg18=INT
servers_ready_pg18=$servers_ready_pg
servers_make_pg18() { # BUILD
    [ -x "$1/deps/postgresql18/bin/postgres" ] && cp -R "$1/deps/postgresql18" "$servers_dir/programs18" &&
        chmod -R a+rX "$servers_dir/programs18" && servers_make_postgresql pg18 "$servers_dir/programs18/bin"
}
servers_exec_pg18() { servers_exec_postgresql pg18 "$servers_dir/programs18/bin"; }

servers_make_postgresql() { # KIND PROGRAMS
    servers_folder "$1"
    echo "$servers_password" >"$servers_dir/$1/password"
    $servers_as env -i PATH="$PATH" LC_ALL=C.UTF-8 "$2/initdb" -D "$servers_dir/$1/data" -U squill -E UTF8 \
        --locale=C.UTF-8 --auth=scram-sha-256 --pwfile="$servers_dir/$1/password" --no-sync \
        >>"$servers_log" 2>&1 || return 1
    echo 'CREATE DATABASE squill;' | (cd "$servers_dir/$1" && $servers_as "$2/postgres" --single -j -F -D data \
        postgres) >>"$servers_log" 2>&1
}
servers_exec_postgresql() { # KIND PROGRAMS
    cd "$servers_dir/$1" && exec $servers_as --pdeathsig INT env -i PATH="$PATH" LC_ALL=C.UTF-8 \
        "$2/postgres" -D data -p "$servers_port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=120 \
        -c max_prepared_transactions=20 -c shared_buffers=64MB -c timezone=UTC $servers_more
}

# A pooler before the PostgreSQL of Debian: each transaction may get another session.
servers_signal_bouncer=INT
servers_ready_bouncer='process up'
servers_make_bouncer() {
    bouncer=$(servers_find pgbouncer) && [ -n "${SQ_TEST_POSTGRESQL_URL:-}" ] || return 1
    servers_folder bouncer
    echo "\"squill\" \"$servers_password\"" >"$servers_dir/bouncer/users"
    behind=${SQ_TEST_POSTGRESQL_URL##*:}
    printf '%s\n' '[databases]' "* = host=127.0.0.1 port=${behind%%/*}" '[pgbouncer]' \
        'listen_addr = 127.0.0.1' 'unix_socket_dir =' 'pool_mode = transaction' 'default_pool_size = 2' \
        'auth_type = scram-sha-256' 'auth_file = users' >"$servers_dir/bouncer/settings"
    chmod 644 "$servers_dir/bouncer/settings" "$servers_dir/bouncer/users"
}
servers_exec_bouncer() {
    cd "$servers_dir/bouncer" && { cat settings && echo "listen_port = $servers_port"; } >"$servers_port.ini" &&
        chmod 644 "$servers_port.ini" && exec $servers_as --pdeathsig INT "$bouncer" "$servers_port.ini"
}

servers_signal_my=TERM
servers_ready_my='ready for connections'
servers_make_my() {
    install=$(servers_find mariadb-install-db) && my_server=$(servers_find mariadbd) || return 1
    servers_folder my
    servers_folder my/tmp # of its own: a server that starts removes the temporary tables of others
    $servers_as "$install" --no-defaults --datadir="$servers_dir/my/data" \
        --tmpdir="$servers_dir/my/tmp" --skip-test-db \
        --auth-root-authentication-method=normal --skip-name-resolve --innodb-flush-log-at-trx-commit=0 \
        >>"$servers_log" 2>&1 || return 1
    cat >"$servers_dir/my/init.sql" <<SQL
CREATE DATABASE IF NOT EXISTS squill CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS 'squill'@'127.0.0.1' IDENTIFIED BY '$servers_password';
GRANT ALL ON *.* TO 'squill'@'127.0.0.1' WITH GRANT OPTION;
DROP USER IF EXISTS 'root'@'localhost';
SQL
}
servers_exec_my() {
    cd "$servers_dir/my" && exec $servers_as --pdeathsig TERM "$my_server" --no-defaults \
        --datadir="$servers_dir/my/data" --tmpdir="$servers_dir/my/tmp" --socket="$servers_dir/my/socket" \
        --port="$servers_port" --pid-file="$servers_dir/my/pid" --bind-address=127.0.0.1 \
        --skip-name-resolve --skip-log-bin --init-file="$servers_dir/my/init.sql" \
        --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --innodb-buffer-pool-size=64M \
        --performance-schema=OFF --max-connections=120 --character-set-server=utf8mb4 \
        --default-time-zone=+00:00 $servers_more
}

# Starts a server that was set up on servers_port; its process id is servers_pid.
servers_run() { # KIND
    local log signal ready
    log=$servers_dir/$1.$servers_port.log
    eval "signal=\$servers_signal_$1 ready=\$servers_ready_$1"
    "servers_exec_$1" >"$log" 2>&1 </dev/null &
    servers_pid=$!
    if servers_wait $servers_pid "$log" "$ready"; then
        servers_pids="$servers_pids $servers_pid:$signal"
        return 0
    fi
    servers_forget $servers_pid "$signal"
    return 1
}

servers_run_anywhere() { # BUILD KIND: on a port that nobody was quicker to take
    for try in 1 2 3; do
        servers_port=$("$1/tests/tools/free_port") || return 1
        servers_run "$2" && return 0
    done
    return 1
}

servers_folder_make() { # a folder for all of them, and a password
    servers_dir=$(mktemp -d "${TMPDIR:-/tmp}/squill-servers.XXXXXX") || return 1
    chmod 711 "$servers_dir"
    servers_log=$servers_dir/setup.log
    servers_password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
}

servers_url() { # SCHEME
    echo "$1://squill:$servers_password@127.0.0.1:$servers_port/squill"
}

# Starts a server of a kind and exports the URL, if it can be had.
servers_start_one() { # BUILD KIND SCHEME VARIABLE
    unset "$4"
    if "servers_make_$2" "$1" && servers_run_anywhere "$1" "$2"; then
        export "$4=$(servers_url "$3")"
    else
        echo "$2: no server" >>"$servers_log"
    fi
}

servers_start() { # BUILD
    servers_started=1
    servers_folder_make || return 1
    servers_start_one "$1" pg postgresql SQ_TEST_POSTGRESQL_URL
    servers_start_one "$1" pg18 postgresql SQ_TEST_POSTGRESQL18_URL
    servers_start_one "$1" bouncer postgresql SQ_TEST_PGBOUNCER_URL
    servers_start_one "$1" my mysql SQ_TEST_MYSQL_URL
    cp "$servers_log" "$1/check/servers-setup.log" 2>/dev/null
    return 0
}

servers_report() {
    for server in postgresql:${SQ_TEST_POSTGRESQL_URL:-} postgresql18:${SQ_TEST_POSTGRESQL18_URL:-} \
        pgbouncer:${SQ_TEST_PGBOUNCER_URL:-} mysql:${SQ_TEST_MYSQL_URL:-}; do
        [ -n "${server#*:}" ] && echo "PASS ${server%%:*}" ||
            echo "SKIP ${server%%:*}: no server could be started"
    done
}

servers_stop() {
    for pid in $servers_pids; do
        servers_forget "${pid%:*}" "${pid#*:}"
    done
    servers_pids=
    [ -z "$servers_dir" ] || rm -rf "$servers_dir"
    [ -z "$servers_scratch" ] || rm -rf "$servers_scratch"
    servers_dir= servers_scratch=
}
