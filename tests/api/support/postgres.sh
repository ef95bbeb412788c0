# Runs a throwaway PostgreSQL for one test process, whose pipe is this script's standard input. When that pipe closes, however the
# process ended, the server is stopped and its folder removed. Says "ready FOLDER", or why not, on standard output.
# Arguments: the folder of PostgreSQL's programs.
set -u
bin=$1
# In memory where there is room (a container may have 64 MB there): a database is 300 files, copied six times faster than on a disk.
# A short path in any case: that of a socket has about 100 characters.
place=/tmp
free_kb=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
if [ -w /dev/shm ] && [ "${free_kb:-0}" -gt 2000000 ]; then place=/dev/shm; fi
folder=$(mktemp -d "$place/commonshelf-pg-XXXXXX") || exit 1
log=$folder/log
server=

finish() {
    if [ -n "$server" ]; then
        kill -QUIT "$server" 2>/dev/null # at once: nothing in it is worth a checkpoint
        wait "$server" 2>/dev/null
    fi
    rm -rf "$folder"
}
fail() {
    echo "failed: $1"
    cat "$log" 2>/dev/null
    exit 1
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
trap '' PIPE # the test process may be gone before it was told that all is ready

"$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync --no-instructions >"$log" 2>&1 </dev/null || fail initdb

# The socket stands in a folder that only this user (and root) may enter. Nothing survives, so nothing is synced.
"$bin/postgres" -D "$folder/data" \
    -c listen_addresses= -c unix_socket_directories="$folder" \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 \
    -c max_connections=500 -c shared_buffers=64MB -c dynamic_shared_memory_type=mmap -c autovacuum=off \
    -c log_min_messages=fatal >"$log" 2>&1 </dev/null &
server=$!

tries=0
until "$bin/pg_isready" -q -h "$folder" -U postgres; do
    kill -0 "$server" 2>/dev/null || fail 'the server ended'
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || fail 'the server did not answer within a minute'
    sleep 0.1
done
echo "ready $folder"

cat >/dev/null # until the test process is gone
