"""A peer's side of a benchmark's conversation with bench.py: one action for each line, answered by one line of figures."""

import json
import sys
import time
from pathlib import Path

import numpy
import torch


def load(folder, name, *shape):
    return torch.from_numpy(numpy.fromfile(Path(folder) / f"{name}.f32", dtype="<f4").reshape(shape).copy())


def kilobytes(key):
    """Resident memory of this process: now (VmRSS) or at most (VmHWM)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1])
    return 0


def serve(action):
    """Answers until standard input ends; an action takes the line and gives a number that both sides should agree on."""
    print("ready", flush=True)
    for line in sys.stdin:
        start, busy = time.perf_counter(), time.process_time()
        result = action(line.strip())
        print(json.dumps(dict(seconds=time.perf_counter() - start, cpu=time.process_time() - busy, result=result,
                              peak=kilobytes("VmHWM"), resident=kilobytes("VmRSS"))), flush=True)
