#!/usr/bin/env bash
# A client without a serial port: the simulated board behind UDP on the loopback.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_chip
small_csv binary all.csv
head -n 41 all.csv >sent.csv
ok "$mote" train all.csv --hold-out 0.2 --target y --families linear --trials 3 -o run
ok "$mote" firmware run -o firmware.elf
port=$((20000 + RANDOM % 10000))
start_board() { "$board" firmware.elf --quiet --json board.json --time-limit 60 --udp "$1" & }

# the board replies to the sender, or to a port that it was told
for client in "" ":$((port + 1))"; do
    start_board "$port$client"
    running=$!
    listen=${client#:}
    ok "$mote" stream sent.csv --run run --port "udp://127.0.0.1:$port?listen=${listen:-0}" \
        --quiet --json stream.json
    holds stream.json '.rows == 40 and .mismatches == 0 and .partial == false and .link.resends == 0'
    # two boards cannot listen on one port
    refused 'in use' "$board" firmware.elf --udp "$port"
    kill -INT $running
    wait $running
    holds board.json '.bytes_dropped == 0 and .bytes_out > 0'
done
refused 'is no port' "$board" firmware.elf --udp 70000
refused 'only boards on this computer' "$mote" stream sent.csv --run run --port udp://192.0.2.1:50005
refused 'does not answer' "$mote" stream sent.csv --run run --port "udp://127.0.0.1:$port?listen=0" --time-out 50
