#!/usr/bin/env python3
"""scikit-learn's decision tree with at most so many leaves on a split of a data set: what Mote's "tree" family is
compared with. Prints quality on the test rows, leaves and the mean number of comparisons a test row.

    /usr/bin/python3 benchmarks/reference/decision_tree.py DATA/breast_cancer_wisconsin/all.csv --target target \
        --test-rows DATA/breast_cancer_wisconsin/test_rows.txt
"""
import argparse
import csv

import numpy
from sklearn.metrics import accuracy_score, r2_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor


def read(path, target):
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    column = rows[0].index(target)
    inputs = [[float(cell) for i, cell in enumerate(row) if i != column] for row in rows[1:]]
    return numpy.array(inputs, dtype=numpy.float32), numpy.array([row[column] for row in rows[1:]])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data")
    parser.add_argument("--target", required=True)
    parser.add_argument("--test-rows", required=True, help="file with the numbers (from 0) of the test rows")
    parser.add_argument("--leaves", type=int, default=16)
    parser.add_argument("--regression", action="store_true")
    options = parser.parse_args()
    inputs, targets = read(options.data, options.target)
    if options.regression:
        targets = targets.astype(float)
    chosen = numpy.zeros(len(targets), dtype=bool)
    with open(options.test_rows) as file:
        chosen[[int(line) for line in file]] = True
    kind = DecisionTreeRegressor if options.regression else DecisionTreeClassifier
    tree = kind(max_leaf_nodes=options.leaves, random_state=0).fit(inputs[~chosen], targets[~chosen])
    answers = tree.predict(inputs[chosen])
    name, quality = ("r2", r2_score) if options.regression else ("accuracy", accuracy_score)
    comparisons = tree.decision_path(inputs[chosen]).sum(axis=1) - 1
    print(f"{name} {quality(targets[chosen], answers):.4f}, {tree.get_n_leaves()} leaves, depth {tree.get_depth()}, "
          f"{comparisons.mean():.2f} comparisons a row")


if __name__ == "__main__":
    main()
