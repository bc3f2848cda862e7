#!/bin/sh
# make_data.sh machine|room: 400 made-up rows, the same each time. Whole numbers, as sensors count.
awk -v what="$1" 'function random() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
BEGIN {
    seed = 42
    print (what == "machine" ? "temperature,current,vibration,state" : "light,noise,people")
    for (i = 0; i < 400; ++i) {
        a = int(100 * random()); b = int(50 * random()); c = int(400 * random()) - 200
        if (what == "machine") print a "," b "," c "," (2 * a + 3 * b > 170 ? "hot" : "fine")
        else print a "," c "," (a < 30 ? "none" : c > 60 ? "many" : "few")
    }
}'
