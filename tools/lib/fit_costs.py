#!/usr/bin/env python3
"""Fits what a step costs from counted models; prints costs.tsv.

Usage: fit_costs.py PLANS COUNTS COMPILER [TABLE]. With TABLE it prints nothing,
but fails where that table's code sizes or its largest errors are not those of
the counts; counts of the models outside the fit are enough. PLANS is what
`golden-cases --costs` writes, COUNTS what tools/make-costs counts: core,
library, file, instructions, least, most, stack of a step, stack of opening; or
core, library, "text", bytes.

A step's instructions are a sum of terms, each with a coefficient of its core,
library and width of activations: the least squares of the relative errors.
Sources/ModelFormat/QuantizedModel+StepTerms.swift has the terms. Needs only
Python 3.
"""
import sys
from collections import defaultdict


def read_plans(path):
    plans = {}
    for line in open(path):
        file, use, _, activations, *terms = line.rstrip("\n").split("\t")
        counts = dict(term.split("=") for term in terms)
        plans[file] = (use, activations,
                       {term: int(count) for term, count in counts.items()})
    return plans


def read_counts(path):
    cores, text, rows = [], {}, []
    for line in open(path):
        core, library, file, *numbers = line.rstrip("\n").split("\t")
        if core not in cores:
            cores.append(core)
        if file == "text":
            text[core, library] = int(numbers[0])
        elif numbers != ["unsupported"]:
            rows.append((core, library, file, *map(int, numbers)))
    return cores, text, rows


def solve(matrix, right):
    """The solution of a symmetric system; 0 for unknowns it leaves open."""
    size = len(right)
    rows = [row + [value] for row, value in zip(matrix, right)]
    pivots, used = {}, set()
    for column in range(size):
        free = [row for row in range(size) if row not in used]
        best = max(free, key=lambda row: abs(rows[row][column]))
        if abs(rows[best][column]) < 1e-9:
            continue
        used.add(best)
        pivots[column] = best
        for row in range(size):
            if row == best or rows[row][column] == 0:
                continue
            factor = rows[row][column] / rows[best][column]
            rows[row] = [a - factor * b
                         for a, b in zip(rows[row], rows[best])]
    return [rows[pivots[column]][size] / rows[pivots[column]][column]
            if column in pivots else 0.0 for column in range(size)]


def fit(samples):
    """Coefficients of the terms, of [(terms, instructions)]."""
    names = sorted({name for terms, _ in samples
                    for name, count in terms.items() if count > 0})
    table = [[terms.get(name, 0) / count for name in names]
             for terms, count in samples]
    norms = [sum(row[i] ** 2 for row in table) ** 0.5
             for i in range(len(names))]
    table = [[value / norm for value, norm in zip(row, norms)]
             for row in table]
    columns = list(zip(*table))
    matrix = [[sum(a * b for a, b in zip(x, y)) for y in columns]
              for x in columns]
    solution = solve(matrix, [sum(column) for column in columns])
    return {name: value / norm
            for name, value, norm in zip(names, solution, norms)}


def layer_kinds(terms):
    return {name.rsplit("/", 1)[0] for name in terms if name.count("/") == 2}


def costs_of(plans, rows):
    """All of the table's numbers: {(quantity, library, bits, term, core)}."""
    table, groups = {}, defaultdict(list)
    for core, library, file, count, least, most, stack, opening in rows:
        if least != most:
            sys.exit(f"error: {core}: {file}: a step takes {least} to {most} "
                     "instructions; they depend on the data")
        use, bits, terms = plans[file]
        groups[core, library, bits].append((use, terms, count))
        key = ("opening", library, "-", "-", core)
        table[key] = max(table.get(key, 0), opening)
        kinds = layer_kinds(terms)
        # A copy is measured alone: others come after it.
        kinds = {kind for kind in kinds
                 if not kind.startswith("copy/")} or kinds
        recurrent = [kind for kind in kinds if not kind.startswith("emb")]
        if use == "fit" and len(recurrent) == 1:
            for kind in kinds:
                key = ("stack", library, "-", kind, core)
                table[key] = max(table.get(key, 0), stack)
    for (core, library, bits), group in groups.items():
        coefficients = fit([(t, c) for use, t, c in group if use == "fit"])
        for name, value in coefficients.items():
            table["step", library, bits, name, core] = f"{value:.5g}"
    table.update(largest_errors(plans, rows, table))
    return table


def largest_errors(plans, rows, table):
    """Of the sums of a table's terms, over the models outside the fit."""
    worst = defaultdict(float)
    for core, library, file, count, *_ in rows:
        use, bits, terms = plans[file]
        if use == "check":
            sum_of_terms = sum(
                float(table.get(("step", library, bits, name, core), 0)) * times
                for name, times in terms.items())
            error = 100 * abs(sum_of_terms - count) / count
            worst[core] = max(worst[core], error)
    return {("error", "-", "-", "-", core): f"{error:.2f}"
            for core, error in worst.items()}


def read_table(path):
    rows = [line.rstrip("\n").split("\t") for line in open(path)
            if not line.startswith("#")]
    cores = rows[0][4:]
    return {(*row[:4], core): value for row in rows[1:]
            for core, value in zip(cores, row[4:]) if value != "-"}


def check_table(plans, text, rows, path):
    table = read_table(path)
    current = largest_errors(plans, rows, table)
    current.update({("text", library, "-", "-", core): str(size)
                    for (core, library), size in text.items()})
    stale = [key for key, value in current.items() if table.get(key) != value]
    for key in stale:
        print(f"{key}: {table.get(key)}, now {current[key]}", file=sys.stderr)
    sys.exit(1 if stale else 0)


def check_stacks(plans, rows, table):
    """No checked model needs more stack than its layers' kinds say."""
    for core, library, file, _, _, _, stack, _ in rows:
        terms = plans[file][2]
        known = max(table.get(("stack", library, "-", kind, core), 0)
                    for kind in layer_kinds(terms))
        if stack > known:
            print(f"warning: {core} {library} {file}: stack {stack}, "
                  f"expected {known}: {sorted(layer_kinds(terms))}",
                  file=sys.stderr)


def main():
    plans = read_plans(sys.argv[1])
    cores, text, rows = read_counts(sys.argv[2])
    if len(sys.argv) == 5:
        check_table(plans, text, rows, sys.argv[4])
    table = costs_of(plans, rows)
    check_stacks(plans, rows, table)
    for (core, library), size in text.items():
        table["text", library, "-", "-", core] = size
    print(f"""\
# Written by tools/make-costs, with Swift {sys.argv[3]}; tools/test checks it.
#
# What the runtime costs, a line a number of each core: quantity, library, width
# of activations, term, then a column a core. `text` is bytes of code and tables,
# `stack` bytes of stack of a step of a kind of layer, `opening` the stack of
# opening a model, `step` instructions of a term of a step, and `error` the
# largest error of a sum of terms, in percent, over counted models that the fit
# has not seen. `-` stands where a core does not have what the row is about.""")
    print("quantity", "library", "activations", "term", *cores, sep="\t")
    for key in sorted({key[:4] for key in table}):
        print(*key, *(table.get((*key, core), "-") for core in cores),
              sep="\t")


main()
