# Runs a PostgreSQL that a test may stop at once and start again, or whose writes may fail. Told "stop" or "start" on standard input, it says
# "stopped" or "ready FOLDER". When the pipe closes, however the test process ended, the server is stopped and its folder removed.
# Arguments: the folder of PostgreSQL's programs; a library to put before the others, or nothing; and the file that it takes its orders from.
set -u
bin=$1
preload=$2
orders=$3
folder=$(mktemp -d /tmp/commonshelf-own-pg-XXXXXX) || exit 1
log=$folder/log
server=

stop() {
    if [ -n "$server" ]; then
        kill -QUIT "$server" 2>/dev/null # at once, without a checkpoint: what was committed is in the log of the database
        wait "$server" 2>/dev/null
        server=
    fi
}
finish() {
    stop
    rm -rf "$folder"
}
fail() {
    echo "failed: $1"
    cat "$log" 2>/dev/null
    exit 1
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
trap '' PIPE

start() {
    env ${preload:+LD_PRELOAD=$preload} SHELF_FAULTS="$orders" "$bin/postgres" -D "$folder/data" \
        -c listen_addresses= -c unix_socket_directories="$folder" \
        -c shared_buffers=16MB -c dynamic_shared_memory_type=mmap -c max_connections=60 \
        >>"$log" 2>&1 </dev/null &
    server=$!
    tries=0
    until "$bin/pg_isready" -q -h "$folder" -U postgres; do
        kill -0 "$server" 2>/dev/null || fail 'the server ended'
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] || fail 'the server did not answer within a minute'
        sleep 0.1
    done
    echo "ready $folder"
}

"$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync --no-instructions >"$log" 2>&1 </dev/null || fail initdb
start
while read -r order; do
    case $order in
        stop) stop; echo stopped ;;
        start) start ;;
    esac
done
