"""Measures training in PyTorch, as training-benchmark does ours: one recurrent
layer and a dense one that gives a class a timestep, cross-entropy, gradients
clipped, Adam. Prints rows `cell (pytorch) input hidden timesteps batch threads
timesteps_per_second`, the best of many updates.

Usage: training_peers.py [--quick]"""
import os
import sys
import time

import torch

TIMESTEPS = 100
CLASSES = 8
CORES = os.cpu_count()
CASES = [
    (cell, 32, 64, 32, threads)
    for cell in ("lstm", "gru", "rnn")
    for threads in sorted({1, CORES})
] + [("gru", 8, 16, 1, 1)]


class Model(torch.nn.Module):
    """A recurrent layer and a dense one."""

    def __init__(self, cell, inputs, hidden):
        super().__init__()
        layer = {
            "lstm": torch.nn.LSTM, "gru": torch.nn.GRU,
            "rnn": torch.nn.RNN}[cell]
        self.recurrent = layer(inputs, hidden)
        self.dense = torch.nn.Linear(hidden, CLASSES)

    def forward(self, x):
        return self.dense(self.recurrent(x)[0])


def update(cell, inputs, hidden, batch):
    """A function that makes one update of a training."""
    torch.manual_seed(1)
    model = Model(cell, inputs, hidden)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    x = torch.randn(TIMESTEPS, batch, inputs)
    labels = torch.randint(CLASSES, (TIMESTEPS * batch,))

    def run():
        optimizer.zero_grad()
        outputs = model(x).reshape(-1, CLASSES)
        torch.nn.functional.cross_entropy(outputs, labels).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    return run


def measure(run, threads):
    torch.set_num_threads(threads)
    clock = time.process_time if threads == 1 else time.perf_counter
    start = clock()
    run()
    return clock() - start


def main():
    updates = [update(*case[:4]) for case in CASES]
    best = [float("inf")] * len(CASES)
    for _ in range(5 if "--quick" in sys.argv else 20):
        for index, case in enumerate(CASES):
            best[index] = min(best[index], measure(updates[index], case[4]))
    for (cell, inputs, hidden, batch, threads), seconds in zip(CASES, best):
        print(f"{cell} (pytorch)", inputs, hidden, TIMESTEPS, batch, threads,
              f"{TIMESTEPS * batch / seconds:.0f}", sep="\t")


main()
