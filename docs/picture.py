#!/usr/bin/env python3
"""Draws held-out heartbeats and what the chip answered to them, from the results of ./demo.sh:

    docs/picture.py demo-out > docs/beats.svg
"""
import csv
import json
import sys
from pathlib import Path

PAPER, INK, MUTED, LINE = "#FAFAF7", "#1B1F23", "#57606A", "#E1E4DE"
GREEN, RED = "#18794E", "#C62A2F"
WIDTH, HEIGHT, PAD = 232, 132, 16


def cell(x, y, samples, answer):
    """One beat: its curve in the colour of the LED, the LED, the answer in a word, how sure."""
    colour, word = (GREEN, "normal") if answer["led"] == "green" else (RED, "abnormal")
    low, high = min(samples), max(samples)
    width, height = WIDTH - 2 * PAD, HEIGHT - 60
    points = " ".join(
        f"{x + PAD + width * i / (len(samples) - 1):.1f},{y + 14 + height * (high - s) / (high - low or 1):.1f}"
        for i, s in enumerate(samples))
    mark = (f'<circle cx="{x + PAD + 6}" cy="{y + HEIGHT - 22}" r="6" fill="{colour}"/>' if word == "normal" else
            f'<path d="M{x + PAD} {y + HEIGHT - 16}h12l-6 -11z" fill="{colour}"/>')
    sure = 100 * max(float(v) for k, v in answer.items() if k.startswith("probability"))
    return (f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#FFFFFF" stroke="{LINE}"/>'
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>{mark}'
            f'<text x="{x + PAD + 20}" y="{y + HEIGHT - 17}" fill="{INK}">{word}</text>'
            f'<text x="{x + WIDTH - PAD}" y="{y + HEIGHT - 17}" fill="{MUTED}" text-anchor="end">{sure:.0f} %</text>')


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    result = json.loads((folder / "result.json").read_text())
    answers = list(csv.DictReader((folder / "answers.csv").open()))
    with open(result["test_data"], newline="") as file:
        rows = list(csv.reader(file))[1:]
    right = [a for a in answers if (a["led"] == "green") == (a["truth"] == "0")]
    chosen = [a for a in right if a["led"] == "green"][:3] + [a for a in right if a["led"] == "red"][:3]
    chosen = [chosen[i] for i in (0, 3, 1, 4, 2, 5)]  # both kinds side by side
    quality = f'Right in {100 * result["accuracy"]:.0f} of 100 beats that it has never seen'
    cost = (f'on an 8-bit ATmega2560: {result["flash_bytes"]:,} bytes of flash, {result["ram_bytes"]} of RAM, '
            f'{result["time_us"]["mean"] / 1000:.1f} ms a beat')
    cells = [cell(16 + (i % 3) * (WIDTH + 16), 72 + (i // 3) * (HEIGHT + 16),
                  [float(v) for v in rows[int(a["row"])][:result["steps"]]], a) for i, a in enumerate(chosen)]
    width, height = 3 * (WIDTH + 16) + 16, 72 + 2 * (HEIGHT + 16)
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
          f'font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Held-out heartbeats and the '
          f'answers of the chip. {quality}, {cost}"><rect width="100%" height="100%" rx="8" fill="{PAPER}"/>'
          f'<text x="16" y="32" fill="{INK}" font-size="18">{quality}</text>'
          f'<text x="16" y="54" fill="{MUTED}">{cost}</text>' + "".join(cells) + "</svg>")


main()
