#!/usr/bin/env python3
"""Rates of the model of costs, fitted to measurements (python3-numpy).

    build/release/bin/benchmark_chip_cost -o costs.jsonl
    benchmarks/chip_cost/fit.py costs.jsonl --out src/codegen/compiled/cost_rates.inc

Relative errors are made small: least squares of predicted / measured - 1, with a little shrinkage, which decides
between units that always come together. Without --out: only the errors, and those on a fifth of the models that the
fit did not see.
"""
import argparse
import collections
import json

import numpy

SHRINKAGE = 1e-3


def fit(samples):
    """samples: (units, measured, scale of the error); gives the rate of each unit."""
    names = sorted({unit for units, _, _ in samples for unit in units})
    column = {name: i for i, name in enumerate(names)}
    matrix = numpy.zeros((len(samples), len(names)))
    wanted = numpy.zeros(len(samples))
    for i, (units, value, whole) in enumerate(samples):
        for unit, count in units.items():
            matrix[i, column[unit]] = count / whole
        wanted[i] = value / whole
    scale = numpy.sqrt((matrix**2).sum(axis=0)) + 1e-12
    scaled = matrix / scale
    rates = numpy.linalg.solve(scaled.T @ scaled + SHRINKAGE * numpy.eye(len(names)), scaled.T @ wanted)
    return dict(zip(names, rates / scale))


def price(units, rates):
    return sum(count * rates[unit] for unit, count in units.items()) if all(unit in rates for unit in units) else None


def fit_all(lines):
    code, cycles = {}, {}
    for family in sorted({line["family"] for line in lines}):
        mine = [line for line in lines if line["family"] == family]
        code[family] = fit([(l["code"], l["flash_bytes"] - l["tables"], l["flash_bytes"]) for l in mine])
        work = [(l["row"], l["cycles"], l["cycles"]) for l in mine]
        work += [(l["last"], l["last_cycles"], 3 * l["last_cycles"]) for l in mine if "last_cycles" in l]
        cycles[family] = fit(work)
    return code, cycles


def stack_table(lines):
    seen = collections.defaultdict(list)
    for line in lines:
        seen[line["family"], line["stack"]].append(line["stack_bytes"])
    return seen


def errors(lines, code, cycles, stacks, title):
    for family in sorted({line["family"] for line in lines}):
        out = collections.defaultdict(list)
        worst = {}
        known = same = 0
        mine = [line for line in lines if line["family"] == family]
        for line in mine:
            flash = price(line["code"], code[family])
            row = price(line["row"], cycles[family])
            stack = stacks.get((family, line["stack"]))
            if stack:
                known += 1
                same += max(stack) == line["stack_bytes"]
            pairs = [("flash", None if flash is None else flash + line["tables"], line["flash_bytes"]),
                     ("cycles", row, line["cycles"])]
            for what, predicted, measured in pairs:
                if predicted is None:
                    continue
                error = abs(predicted / measured - 1)
                out[what].append(error)
                if error > worst.get(what, (0,))[0]:
                    worst[what] = (error, line["name"], line["form"])
        for what, of in out.items():
            print(f"{title} {family:8} {what:6} {len(of):4} of {len(mine):4} models  mean {100 * numpy.mean(of):5.2f} %  "
                  f"95th {100 * numpy.percentile(of, 95):5.2f} %  max {100 * max(of):5.1f} %  {worst[what][1]} {worst[what][2]}")
        print(f"{title} {family:8} stack  known {known} of {len(mine)}, right {same}")


def write(path, code, cycles, stacks, usual):
    def text(value):
        return '"' + value + '"'

    def rates(name, table):
        lines = [f"    {{{text(family)}, {text(unit)}, {rate:.6g}}}," for family, of in sorted(table.items())
                 for unit, rate in sorted(of.items())]
        return f"constexpr Rate {name}[] = {{\n" + "\n".join(lines) + "\n};\n"

    with open(path, "w") as file:
        file.write("// Made by benchmarks/chip_cost/fit.py of measurements; do not edit.\n// clang-format off\n")
        file.write(rates("code_rates", code) + rates("cycle_rates", cycles))
        file.write("constexpr Stack stacks[] = {\n")
        for (family, kind), of in sorted(stacks.items()):
            file.write(f"    {{{text(family)}, {text(kind)}, {max(of)}}},\n")
        file.write("};\n" + f"constexpr unsigned usual_stack = {usual};\n// clang-format on\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("costs", nargs="+")
    parser.add_argument("--out")
    options = parser.parse_args()
    lines = [json.loads(line) for path in options.costs for line in open(path) if line.endswith("}\n")]
    names = sorted({line["name"] for line in lines})
    held = set(names[::5])
    seen = [line for line in lines if line["name"] not in held]
    code, cycles = fit_all(seen)
    errors([l for l in lines if l["name"] in held and l["family"] in code], code, cycles, stack_table(seen), "held out")
    code, cycles = fit_all(lines)
    stacks = stack_table(lines)
    errors(lines, code, cycles, stacks, "fitted  ")
    if options.out:
        usual = int(numpy.percentile([line["stack_bytes"] for line in lines], 90))
        write(options.out, code, cycles, stacks, usual)


if __name__ == "__main__":
    main()
