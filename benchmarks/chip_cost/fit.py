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
LARGEST_MEAN_ERROR = 0.05  # of cycles of models not seen; a family beyond it is not trusted by itself
LEAST_MODELS = 2  # a unit seen in fewer has no rate


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


def fit_supported(samples):
    """The same of units in enough models, from models without others. samples: (name, units, measured, scale)."""
    while True:
        seen = collections.defaultdict(set)
        for name, units, _, _ in samples:
            for unit in units:
                seen[unit].add(name)
        good = {unit for unit, names in seen.items() if len(names) >= LEAST_MODELS}
        left = [sample for sample in samples if all(unit in good for unit in sample[1])]
        if len(left) == len(samples):
            return fit([sample[1:] for sample in samples]) if samples else {}
        samples = left


def price(units, rates):
    return sum(count * rates[unit] for unit, count in units.items()) if all(unit in rates for unit in units) else None


def fit_all(lines):
    code, cycles = {}, {}
    for family in sorted({line["family"] for line in lines}):
        mine = [line for line in lines if line["family"] == family]
        code[family] = fit_supported([(l["name"], l["code"], l["flash_bytes"] - l["tables"], l["flash_bytes"]) for l in mine])
        work = [(l["name"], l["row"], l["cycles"], l["cycles"]) for l in mine]
        work += [(l["name"], l["last"], l["last_cycles"], 3 * l["last_cycles"]) for l in mine if "last_cycles" in l]
        cycles[family] = fit_supported(work)
    return code, cycles


def stack_table(lines):
    seen = collections.defaultdict(list)
    for line in lines:
        seen[line["family"], line["stack"]].append(line["stack_bytes"])
    return seen


def errors(parts, title):
    """parts: (lines, code rates, cycle rates, stacks) each. Gives the families whose mean error is small enough."""
    trusted = set()
    for family in sorted({line["family"] for part in parts for line in part[0]}):
        out, worst = collections.defaultdict(list), {}
        count = known = same = 0
        for lines, code, cycles, stacks in parts:
            for line in (line for line in lines if line["family"] == family):
                count += 1
                stack = stacks.get((family, line["stack"]))
                known += stack is not None
                same += stack is not None and max(stack) == line["stack_bytes"]
                flash = price(line["code"], code.get(family, {}))
                row = price(line["row"], cycles.get(family, {}))
                if flash is None or row is None:
                    continue
                for what, predicted, measured in [("flash", flash + line["tables"], line["flash_bytes"]),
                                                  ("cycles", row, line["cycles"])]:
                    error = abs(predicted / measured - 1)
                    out[what].append(error)
                    if error >= worst.get(what, (0,))[0]:
                        worst[what] = (error, line["name"], line["form"])
        for what, of in out.items():
            print(f"{title} {family:8} {what:6} {len(of):4} of {count:4} models  mean {100 * numpy.mean(of):5.2f} %  "
                  f"95th {100 * numpy.percentile(of, 95):5.2f} %  max {100 * max(of):5.1f} %  "
                  f"within 5 % {100 * numpy.mean(numpy.array(of) <= 0.05):5.1f} %  {worst[what][1]} {worst[what][2]}")
        print(f"{title} {family:8} stack  known {known} of {count}, right {same}")
        if out["cycles"] and numpy.mean(out["cycles"]) <= LARGEST_MEAN_ERROR:
            trusted.add(family)
    return trusted


def known_price(line, what, rates):
    """Units without a rate count nothing. Families without units have been predicted by formulas."""
    if "code" not in line:
        predicted = line["predicted"]
        return predicted["flash_bytes"] - line["tables"] if what == "code" else predicted["cycles"]
    return sum(count * rates.get(line["family"], {}).get(unit, 0) for unit, count in line[what].items())


def kind_errors(parts):
    """What is left when one model of a kind of code, at random the first, has been measured: of the other models of the
    kind, whose rates are fitted without them, cycles by one factor (the search measures more and draws each unit's:
    src/pipeline/learned_costs.hpp)."""
    out, worst = collections.defaultdict(list), {}
    for lines, code, cycles in parts:
        kinds = collections.defaultdict(list)
        for line in lines:
            kinds[line["kind"]].append(line)
        for first, *others in kinds.values():
            for line in others:
                flash = (line["tables"] - first["tables"] + known_price(line, "code", code) - known_price(first, "code", code)
                         + first["flash_bytes"])
                of_first = known_price(first, "row", cycles)
                row = known_price(line, "row", cycles) * (first["cycles"] / of_first if of_first > 0 else 1)
                ram = line["static_ram_bytes"] + first["stack_bytes"]
                for what, predicted, measured in [("flash", flash, line["flash_bytes"]), ("RAM", ram, line["ram_bytes"]),
                                                  ("cycles", row, line["cycles"])]:
                    error = abs(predicted / measured - 1)
                    out[line["family"], what].append(error)
                    if error >= worst.get((line["family"], what), (0,))[0]:
                        worst[line["family"], what] = (error, line["name"], line["form"])
    for (family, what), of in sorted(out.items()):
        of = numpy.array(of)
        print(f"kind known {family:8} {what:6} {len(of):4} models  mean {100 * of.mean():5.2f} %  95th {100 * numpy.percentile(of, 95):5.2f} %  "
              f"max {100 * of.max():5.1f} %  within 5 % {100 * (of <= 0.05).mean():5.1f} %  exact {100 * (of == 0).mean():5.1f} %  "
              f"{worst[family, what][1]} {worst[family, what][2]}")


def write(path, code, cycles, stacks, usual, trusted):
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
        file.write("};\n" + f"constexpr unsigned usual_stack = {usual};\n")
        file.write(f"constexpr std::string_view trusted[] = {{{', '.join(text(family) for family in sorted(trusted))}}};\n")
        file.write("// clang-format on\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("costs", nargs="+")
    parser.add_argument("--out")
    options = parser.parse_args()
    every = [json.loads(line) for path in options.costs for line in open(path) if line.endswith("}\n")]
    lines = [line for line in every if "code" in line]
    names = sorted({line["name"] for line in every})
    parts, parts_of_kinds = [], []
    for part in range(5):  # models that the fit did not see, each once
        held = set(names[part::5])
        seen = [line for line in lines if line["name"] not in held]
        code, cycles = fit_all(seen)
        parts.append(([line for line in lines if line["name"] in held], code, cycles, stack_table(seen)))
        parts_of_kinds.append(([line for line in every if line["name"] in held and "kind" in line], code, cycles))
    trusted = errors(parts, "not seen")
    kind_errors(parts_of_kinds)
    code, cycles = fit_all(lines)
    stacks = stack_table(lines)
    errors([(lines, code, cycles, stacks)], "fitted  ")
    if options.out:
        usual = int(numpy.percentile([line["stack_bytes"] for line in lines], 90))
        write(options.out, code, cycles, stacks, usual, trusted)


if __name__ == "__main__":
    main()
