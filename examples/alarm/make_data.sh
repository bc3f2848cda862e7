#!/bin/sh
# 600 made-up readings, the same each time.
awk 'function random() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
BEGIN {
    seed = 42
    print "temperature,current,vibration_x,vibration_y,state"
    for (i = 0; i < 600; ++i) {
        t = 20 + 60 * random(); c = 1 + 9 * random(); x = 400 * random() - 200; y = 400 * random() - 200
        load = t / 80 + c / 10 + (x * x + y * y) / 160000 + 0.1 * random()
        printf "%.1f,%.2f,%d,%d,%s\n", t, c, x, y, (load > 1.5 ? "hot" : "fine")
    }
}'
