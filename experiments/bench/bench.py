#!/usr/bin/env python3
"""Runs training-step benchmarks of ours and, if there is a Python with PyTorch, of the peer: in turn, A B A B, in warm
processes on the same weights and inputs; prints medians and their ratio. On a machine with other work the processor time
of one thread each (--threads 1) is the figure to look at: waiting does not count in it.

    experiments/bench/bench.py w1 [--peer PYTHON] [--rounds 20] [--threads 2]

Needs the built modules: ./mvnw -pl model -am -DskipTests package
"""

import argparse
import os
import statistics
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CASES = {
    # 4 samples of 160 tokens, every token supervised.
    "w1": dict(vocabulary=4000, share=1.0, lengths="160,160,160,160", kind="dense"),
    # 8 samples of 60 to 420 tokens, a quarter supervised, against padding to the longest.
    "w2": dict(vocabulary=32000, share=0.25, lengths="60,111,163,214,266,317,369,420", kind="padded"),
}


def class_path():
    file = ROOT / "model" / "target" / "bench-classpath.txt"
    if not file.exists():
        subprocess.run(["./mvnw", "-o", "-q", "-pl", "model", "dependency:build-classpath", f"-Dmdep.outputFile={file}"], cwd=ROOT, check=True)
    return f"{ROOT / 'model' / 'target' / 'classes'}:{file.read_text().strip()}"


class Side:
    """One warm process that runs a step for every line it is sent."""

    def __init__(self, name, command, environment=None):
        self.name, self.seconds, self.cpu, self.peak, self.resident, self.loss = name, [], [], 0, [], None
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                        env={**os.environ, **(environment or {})})
        answer = self.process.stdout.readline().strip()
        if answer != "ready":
            raise SystemExit(f"{name} did not start: {' '.join(command)}")

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def step(self, keep):
        seconds, cpu, loss, peak, resident = self.ask("step").split()
        self.loss, self.peak = float(loss), int(peak)
        self.resident.append(int(resident))
        if keep:
            self.seconds.append(float(seconds))
            self.cpu.append(float(cpu))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", choices=CASES)
    parser.add_argument("--peer", help="a Python with torch (w2: and transformers, peft); none: only ours runs")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=15)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--profile", action="store_true", help="time every kernel; slows ours a little")
    options = parser.parse_args()
    case = CASES[options.case]
    with tempfile.TemporaryDirectory() as folder:
        java = ["java", "-Xmx512m", f"-Dthreads={options.threads}", "-cp", class_path(), str(HERE / "StackBench.java"), folder,
                str(case["vocabulary"]), str(case["share"]), case["lengths"]] + (["profile"] if options.profile else [])
        sides = [Side("ours", java)]
        if options.peer:
            peer = [options.peer, str(HERE / "stack_peer.py"), folder, str(case["vocabulary"]), case["lengths"], case["kind"], str(options.threads)]
            sides.append(Side("peer", peer, {"HF_HUB_OFFLINE": "1"}))
        for round_number in range(options.warmup + options.rounds):
            for side in sides:
                side.step(round_number >= options.warmup)
        for side in sides:
            print(f"{options.case} {side.name}: median {statistics.median(side.seconds):.3f} s, fastest {min(side.seconds):.3f} s, "
                  f"processor time {statistics.median(side.cpu):.3f} s, "
                  f"peak {side.peak} MB, loss {side.loss:.4f}")
        if options.peer:
            ours, theirs = (statistics.median(side.seconds) for side in sides)
            print(f"{options.case} ratio of medians (peer / ours): {theirs / ours:.2f}, of fastest: {min(sides[1].seconds) / min(sides[0].seconds):.2f}, "
                  f"of processor time {statistics.median(sides[1].cpu) / statistics.median(sides[0].cpu):.2f}")
        if options.profile:
            sides[0].process.stdin.write("profile\n")
            sides[0].process.stdin.close()
            print(sides[0].process.stdout.read())
            return
        for side in sides:
            side.close()


main()
