#!/usr/bin/env python3
"""Runs benchmark_chip_limits over all data sets, and makes one table and one plot of what it found: benchmarks/field."""
import argparse
import csv
import json
import os
import pathlib
import statistics
import subprocess

METRICS = {"acc": "accuracy", "auc": "auc", "r2": "r2", "accuracy": "accuracy"}


def rows_of(path):
    if not path.exists():
        return []
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def known_figures(folder):
    """(set, metric) -> {"ceiling": figure, "peer": {bytes of flash: figure}}."""
    known = {}
    for row in rows_of(folder / "peers.tsv"):
        peers = {int(title[5:]): number(row[title]) for title in row if title.startswith("peer@")}
        known[row["dataset"], METRICS[row["metric"]]] = {"ceiling": number(row["ceiling"]), "peer": peers}
    for row in rows_of(folder / "ceilings.tsv"):
        known.setdefault((row["set"], METRICS[row["metric"]]), {"ceiling": number(row["ceiling"]), "peer": {}})
    return known


def sets_by_metric(data, known, wanted):
    """Each metric with its sets; None: the usual one, for sets of the folder that no table knows."""
    there = sorted(p.name for p in data.iterdir() if (p / "all.csv").exists() or (p / "train.csv").exists())
    there = [name for name in there if not wanted or name in wanted]
    groups = {}
    for name in there:
        metrics = [metric for known_set, metric in known if known_set == name]
        for metric in metrics or [None]:
            groups.setdefault(metric, []).append(name)
    return groups


def run(options, metric, sets, seed):
    """The figures of one seed; read from the last run where there was one."""
    file = options.out / f"seed{seed}-{metric or 'usual'}.json"
    if file.exists() and {row["set"] for row in json.loads(file.read_text())} >= set(sets):
        return json.loads(file.read_text())
    command = [options.program, "--sets", ",".join(sets), "--max-flash", ",".join(map(str, options.budgets)),
               "--splits", "1", "--seed", str(seed), "--time-limit", str(options.time_limit), "--json", str(file)]
    subprocess.run(command + (["--metric", metric] if metric else []), check=True)
    return json.loads(file.read_text())


def collect(options, known):
    """(set, metric, budget) -> the figures of the seeds, and the most flash."""
    found = {}
    for metric, sets in sets_by_metric(options.data, known, options.sets).items():
        for seed in options.seeds:
            for row in run(options, metric, sets, seed):
                if row["set"] not in sets or row["max_flash"] not in options.budgets:
                    continue
                entry = found.setdefault((row["set"], row["metric"], row["max_flash"]), {"reached": [], "flash": 0})
                entry["reached"].append(row[row["metric"]])
                entry["flash"] = max(entry["flash"], row["most_flash_bytes"])
                entry["mismatches"] = entry.get("mismatches", 0) + row["mismatches"]
    return found


def way(reached, peer, ceiling):
    """How far from the peers' figure to the ceiling, 1: all the way. None where there is hardly a way."""
    if peer is None or ceiling is None or ceiling - peer < 0.005:
        return None
    return (reached - peer) / (ceiling - peer)


def shown(value, digits=3):
    return "" if value is None else f"{value:.{digits}f}"


def judge(found, known):
    rows = []
    for (name, metric, budget), entry in sorted(found.items(), key=lambda item: (item[0][2], item[0])):
        figures = known.get((name, metric), {"ceiling": None, "peer": {}})
        reached = statistics.fmean(entry["reached"])
        peer, twice = figures["peer"].get(budget), figures["peer"].get(2 * budget)
        rows.append({"set": name, "metric": metric, "budget": budget, "reached": reached, "flash": entry["flash"],
                     "spread": statistics.stdev(entry["reached"]) if len(entry["reached"]) > 1 else None, "peer": peer,
                     "twice": twice, "ceiling": figures["ceiling"], "mismatches": entry["mismatches"],
                     "way": way(reached, peer, figures["ceiling"]),
                     "short": None if figures["ceiling"] is None else figures["ceiling"] - reached})
    return rows


def summary(rows, budget):
    """Sentences on one size of flash."""
    rows = [row for row in rows if row["budget"] == budget]
    lines = []
    for title, key in (("the best peer at the same flash", "peer"), ("at twice the flash", "twice")):
        pairs = [(round(row["reached"], 3), row[key]) for row in rows if row[key] is not None]
        if pairs:
            won = sum(ours >= theirs for ours, theirs in pairs)
            rank = statistics.fmean(1 if a > b else 1.5 if a == b else 2 for a, b in pairs)
            lines.append(f"at least {title} on {won} of {len(pairs)} (mean rank of two {rank:.2f})")
    ways = [row["way"] for row in rows if row["way"] is not None]
    if ways:
        lines.append(f"way to the ceiling {statistics.fmean(ways):.2f} in the mean, {statistics.median(ways):.2f} in the median")
    short = [max(0.0, row["short"]) for row in rows if row["short"] is not None]
    if short:
        lines.append(f"below the ceiling by {statistics.fmean(short):.3f} in the mean, {max(short):.3f} at most")
    spreads = [row["spread"] for row in rows if row["spread"] is not None]
    if spreads:
        lines.append(f"deviation over the seeds {statistics.fmean(spreads):.3f} in the mean")
    lines.append(f"{sum(row['mismatches'] for row in rows)} answers differ on the chip")
    return f"{budget} bytes, {len(rows)} rows: " + "; ".join(lines) + "."


def table(rows, budgets):
    text = "| set | metric | flash limit | reached | deviation | flash | peers | peers at twice | ceiling | way |\n"
    text += "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
    for row in rows:
        text += (f"| {row['set']} | {row['metric']} | {row['budget']} | {shown(row['reached'])} | {shown(row['spread'])} "
                 f"| {row['flash']:.0f} | {shown(row['peer'])} | {shown(row['twice'])} | {shown(row['ceiling'])} "
                 f"| {shown(row['way'], 2)} |\n")
    return text + "\n" + "\n".join("- " + summary(rows, budget) for budget in budgets) + "\n"


def plot(rows, budgets):
    """Shortfall below the ceiling against flash: a thin line a set, a thick one the mean."""
    width, height, left, top = 640, 360, 60, 20
    series = {}
    for row in rows:
        if row["short"] is not None:
            series.setdefault((row["set"], row["metric"]), {})[row["budget"]] = max(0.0, row["short"])
    highest = max((value for line in series.values() for value in line.values()), default=1) or 1

    def x(budget):
        return left + (width - left - 20) * (budgets.index(budget) + 0.5) / len(budgets)

    def y(value):
        return top + (height - top - 40) * (1 - value / highest)

    def line(points, colour, stroke, title):
        path = " ".join(f"{x(b):.1f},{y(v):.1f}" for b, v in sorted(points.items()))
        return (f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{stroke}">'
                f"<title>{title}</title></polyline>")

    parts = [line(points, "#9db4c8", 1, f"{name}, {metric}") for (name, metric), points in series.items()]
    means = {b: statistics.fmean(v) for b in budgets if (v := [s[b] for s in series.values() if b in s])}
    parts.append(line(means, "#1f4e79", 3, "mean"))
    parts += [f'<text x="{x(b):.0f}" y="{height - 18}" text-anchor="middle">{b}</text>' for b in budgets]
    parts += [f'<text x="{left - 8}" y="{y(v) + 4:.0f}" text-anchor="end">{v:.2f}</text>' for v in (0, highest / 2, highest)]
    parts.append(f'<text x="{width / 2:.0f}" y="{height - 3}" text-anchor="middle">bytes of flash, all in</text>')
    parts.append(f'<text x="{left}" y="14">below models without a limit of size (thick: mean)</text>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
            f'font-size="12">' + "".join(parts) + "</svg>\n")


def main():
    def names(text):
        return text.split(",")

    def numbers(text):
        return [int(part) for part in text.split(",")]

    parser = argparse.ArgumentParser(prog="benchmarks/field")
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("field"), help="folder for figures, table, plot")
    parser.add_argument("--sets", type=names, help="only these, by commas")
    parser.add_argument("--budgets", type=numbers, default=[512, 1024, 2048, 4096], help="limits of flash, bytes")
    parser.add_argument("--seeds", type=numbers, default=[1, 2, 3])
    parser.add_argument("--time-limit", type=float, default=45, help="seconds a training")
    options = parser.parse_args()
    options.data = pathlib.Path(os.environ["MOTE_DATA"])
    options.out.mkdir(parents=True, exist_ok=True)
    known = known_figures(options.data.parent)
    rows = judge(collect(options, known), known)
    text = table(rows, options.budgets)
    (options.out / "table.md").write_text(text)
    (options.out / "plot.svg").write_text(plot(rows, options.budgets))
    print(text, end="")


if __name__ == "__main__":
    main()
