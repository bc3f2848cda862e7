#!/usr/bin/python3
"""scikit-learn's HistGradientBoostingClassifier, default settings with balanced class weights: what a model of over a
megabyte reaches on the rows that Mote's are judged on.

    benchmarks/reference/hist_gradient_boosting.py FOLDER    (needs python3-sklearn; FOLDER has train.csv and test.csv)
"""
import argparse
import os
import pickle
import sys
import time

import numpy
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score
from sklearn.utils.class_weight import compute_sample_weight


def read(path):
    table = numpy.loadtxt(path, delimiter=",", skiprows=1, dtype=numpy.float32)
    return table[:, :-1], table[:, -1].astype(int)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="with train.csv and test.csv, target in the last column")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for name in ("train.csv", "test.csv"):
        if not os.path.exists(os.path.join(options.folder, name)):
            sys.exit(f"error: no {name} in {options.folder}")
    samples, targets = read(os.path.join(options.folder, "train.csv"))
    held_out, truth = read(os.path.join(options.folder, "test.csv"))
    begin = time.monotonic()
    # class_weight="balanced" came with scikit-learn 1.2; weights of the rows are the same thing
    weights = compute_sample_weight("balanced", targets)
    model = HistGradientBoostingClassifier(random_state=options.seed).fit(samples, targets, sample_weight=weights)
    seconds = time.monotonic() - begin
    answers = model.predict(held_out)
    print(f"rows {len(targets)} + {len(truth)}, {seconds:.0f} s, {len(pickle.dumps(model)):,} bytes pickled")
    print(f"accuracy {accuracy_score(truth, answers):.4f}  "
          f"balanced_accuracy {balanced_accuracy_score(truth, answers):.4f}  "
          f"macro_f1 {f1_score(truth, answers, average='macro'):.4f}")


if __name__ == "__main__":
    main()
