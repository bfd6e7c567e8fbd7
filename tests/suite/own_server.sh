#!/bin/sh
# own_server.sh BUILD pg|my [tls]: a server for one test alone, which does with it as lines tell:
#   kill     as if the power was cut
#   start    again, where it was
# Answers with its URL first, then `ok` or `failed` to each line. With `tls` it has a certificate for
# 127.0.0.1 that it signed itself: its path is the second line. Ends with its input.
set -u
. tests/support/servers.sh
trap 'servers_stop' EXIT
trap 'servers_stop; exit 130' INT TERM HUP
B=$1 kind=$2 tls=${3:-}
# A commit that was told is in the hands of the kernel: it outlives the server.
case $kind in
pg) scheme=postgresql servers_more='-c synchronous_commit=on' ;;
my) scheme=mysql servers_more=--innodb-flush-log-at-trx-commit=2 ;;
esac
tell() { "$@" && echo ok || echo failed; }

make_certificate() {
    certificate=$servers_dir/server.crt key=$servers_dir/$kind/server.key
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
        -addext subjectAltName=IP:127.0.0.1 -keyout "$key" -out "$certificate" \
        >>"$servers_log" 2>&1 || return 1
    chmod 600 "$key"
    chmod 644 "$certificate"
    [ "$(id -u)" != 0 ] || chown "$servers_user:$servers_group" "$key"
    case $kind in
    pg) servers_more="$servers_more -c ssl=on -c ssl_cert_file=$certificate -c ssl_key_file=$key" ;;
    my) servers_more="$servers_more --ssl-cert=$certificate --ssl-key=$key" ;;
    esac
}

# Children of a server that was killed hold on to its memory for a moment.
start_again() {
    for try in 1 2 3 4 5 6 7 8 9 10; do
        rm -f "$servers_dir/$kind.$servers_port.log"
        servers_run "$kind" && return 0
        sleep 0.2
    done
    return 1
}

kill_hard() {
    servers_forget "$servers_pid" KILL
    servers_pids=
}

servers_folder_make && "servers_make_$kind" || { echo failed; exit 1; }
[ -z "$tls" ] || make_certificate || { echo failed; exit 1; }
servers_run_anywhere "$B" "$kind" || { echo failed; exit 1; }
servers_url $scheme
[ -z "$tls" ] || echo "$certificate"
while read -r word; do
    case $word in
    kill) tell kill_hard ;;
    start) tell start_again ;;
    *) echo failed ;;
    esac
done
