"""Epochs per second of Mote's trainer and of PyTorch on the same network, the same rows and the same batch size,
by turns in one run; then finished trials of the search. Run by benchmarks/train_speed."""
import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import time

BATCH = 32  # rows, as src/train/network/kernels.hpp has it


def read_rows(folder, fold):
    with open(os.path.join(folder, "folds.txt"), encoding="ascii") as file:
        folds = [int(line) for line in file if line.strip()]
    with open(os.path.join(folder, "all.csv"), encoding="ascii", newline="") as file:
        rows = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    kept = [row for row, number in zip(rows, folds) if number != fold]
    return [row[:-1] for row in kept], [row[-1] for row in kept]


def make_network(torch):
    """conv 8x7/4, conv 8x5/3, dense 1: what benchmark_train_speed trains."""
    return torch.nn.Sequential(
        torch.nn.Conv1d(1, 8, 7, stride=4), torch.nn.ReLU(),
        torch.nn.Conv1d(8, 8, 5, stride=3), torch.nn.ReLU(),
        torch.nn.Flatten(), torch.nn.Linear(112, 1))


class Torch:
    """The usual loop: float weights, AdamW, rows shuffled each epoch. It does not simulate integers, augment, or
    average its weights, so it has less to do than Mote."""

    def __init__(self, folder, fold):
        import torch
        self.torch = torch
        torch.manual_seed(1)
        samples, targets = read_rows(folder, fold)
        self.samples = torch.tensor(samples).unsqueeze(1)
        self.samples = (self.samples - self.samples.mean()) / self.samples.std()
        self.targets = torch.tensor(targets).unsqueeze(1)
        self.network = make_network(torch)
        self.optimiser = torch.optim.AdamW(self.network.parameters(), lr=0.01)
        self.loss = torch.nn.BCEWithLogitsLoss()

    def coefficients(self):
        return sum(p.numel() for p in self.network.parameters())

    def epoch(self):
        for at in self.torch.randperm(len(self.targets)).split(BATCH):
            self.optimiser.zero_grad(set_to_none=True)
            self.loss(self.network(self.samples[at]), self.targets[at]).backward()
            self.optimiser.step()

    def epochs_per_second(self, threads, seconds):
        self.torch.set_num_threads(threads)
        self.epoch()
        begin, begin_processor, count = time.monotonic(), time.process_time(), 0
        while time.monotonic() - begin < seconds:
            self.epoch()
            count += 1
        return (count / (time.monotonic() - begin), count / (time.process_time() - begin_processor))


def run_program(program, *arguments):
    done = subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE, text=True, timeout=600)
    return json.loads(done.stdout)


def compare(options, torch, threads):
    """Medians of turns: both see the same load of the machine."""
    ours, theirs = [], []
    for _ in range(options.turns):
        figures = run_program(options.program, "epochs", "--data", options.data, "--threads", str(threads),
                              "--seconds", str(options.seconds))
        ours.append((figures["epochs_per_second"], figures["epochs_per_processor_second"]))
        theirs.append(torch.epochs_per_second(threads, options.seconds))
    wall = [statistics.median(pair[0] for pair in side) for side in (ours, theirs)]
    processor = [statistics.median(pair[1] for pair in side) for side in (ours, theirs)]
    if torch.coefficients() != figures["coefficients"]:
        sys.exit("error: the two networks differ")
    print(f"{figures['structure']}: {figures['coefficients']} coefficients, {figures['rows']} rows, "
          f"batches of {BATCH}, {threads} thread{'s' if threads > 1 else ''}")
    print(f"  epochs a second            Mote {wall[0]:8.1f}   PyTorch {wall[1]:7.1f}   ratio {wall[0] / wall[1]:.1f}")
    print(f"  epochs a processor second  Mote {processor[0]:8.1f}   PyTorch {processor[1]:7.1f}   "
          f"ratio {processor[0] / processor[1]:.1f}", flush=True)
    return wall[0] / wall[1]


def count_trials(options, rung, seconds):
    figures = run_program(options.program, "trials", "--data", options.data, "--threads", "2", "--rung", str(rung),
                          "--seconds", str(seconds))
    count = figures["finished_trials"] * 60 / seconds
    each = figures["processor_seconds"] / max(1, figures["finished_trials"])
    print(f"{figures['structure']}: {figures['coefficients']} coefficients, {figures['rows']} rows, fidelity "
          f"{figures['fidelity']}: {count:.0f} finished trials in 60 s on 2 threads"
          f"{'' if seconds == 60 else f' (from {seconds:g} s)'}; {each:.2f} processor seconds each, "
          f"unfinished ones included", flush=True)
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="benchmark_train_speed")
    parser.add_argument("--data", required=True, help="folder of the heartbeats")
    parser.add_argument("--seconds", type=float, default=5, help="a turn")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--trial-seconds", type=float, default=60)
    options = parser.parse_args()
    try:
        torch = Torch(options.data, 0)
    except ImportError:
        torch = None
        print("PyTorch is not installed: no comparison")
    ratios = [compare(options, torch, threads) for threads in (1, 2)] if torch else []
    trials = count_trials(options, 0, options.trial_seconds)
    count_trials(options, 2, options.trial_seconds / 2)
    print("targets: ratio 8, 100 trials at the first rung:",
          "met" if ratios and min(ratios) >= 8 and trials >= 100 else "MISSED")


if __name__ == "__main__":
    main()
