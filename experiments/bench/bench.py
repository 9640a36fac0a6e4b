#!/usr/bin/env python3
"""Runs benchmarks of ours and, if there is a Python with PyTorch, of the peer: in turn, A B A B, in warm processes on the
same weights and inputs; prints medians and their ratio (peer's time / ours).

    experiments/bench/bench.py CASE... [--peer PYTHON] [--rounds N] [--threads 2]

Cases:
    w1    dense training step: 8 blocks, hidden 512, 4 samples of 160 tokens, forward + backward, against eager PyTorch
    w2    realistic step: vocabulary 32000, 8 samples of 60 to 420 tokens, a quarter supervised, forward + backward + AdamW,
          against transformers and peft, padded to the longest sample
    busy  w1 while another process keeps one core busy, next to w1 without it
    w3    PruMerge+ on 8 images of 576 patches and 1024 channels, against PyTorch token by token and vectorised
    w4    CLIP ViT-L/14-336 on one image, against transformers
    steady  memory and garbage over 1000 steps of a whole training run, the shipped demonstration's

The peer is a Python with torch (w2: and transformers, peft; w4: and transformers), given by --peer or the environment
variable PRUMERGE4J_PEER; without it our own figures print. Needs the built program: ./mvnw -DskipTests package
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODULES = ["data", "model", "prumerge", "lora", "training", "experiments"]
CLASSES = ROOT / "experiments" / "target" / "bench-classes"
# Seconds before each run.
REST = 0.05
# As the launcher has it. The peer runs as its users run it: large pages slow down what it allocates anew for each token.
PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
STACKS = {
    "w1": dict(vocabulary="4000", share="1.0", lengths="160,160,160,160", kind="dense", line="step"),
    "w2": dict(vocabulary="32000", share="0.25", lengths="60,111,163,214,266,317,369,420", kind="padded", line="train"),
}


def class_path():
    built = [ROOT / module / "target" / "classes" for module in MODULES]
    if not all(folder.is_dir() for folder in built):
        raise SystemExit("build first: ./mvnw -DskipTests package")
    return ":".join([str(CLASSES), *map(str, built), str(ROOT / "experiments" / "target" / "lib" / "*")])


def java(name, arguments, options, threads):
    """The command that runs one of our sides; compiles it if it has changed."""
    source = HERE / f"{name}.java"
    compiled = CLASSES / f"{name}.class"
    if not compiled.exists() or compiled.stat().st_mtime < max(file.stat().st_mtime for file in HERE.glob("*.java")):
        CLASSES.mkdir(parents=True, exist_ok=True)
        subprocess.run(["javac", "-d", str(CLASSES), "-cp", class_path(), "-sourcepath", str(HERE), str(source)], check=True)
    return ["java", "-XX:+UseSerialGC", *options, f"-Dthreads={threads}", "-cp", class_path(), name, *arguments]


class Side:
    """One warm process that runs an action for every line it is sent."""

    def __init__(self, name, command):
        self.name = name
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                        cwd=HERE, env={**(PAGES if name == "ours" else {}), **os.environ, "HF_HUB_OFFLINE": "1"})
        if self.process.stdout.readline().strip() != "ready":
            raise SystemExit(f"{name} did not start: {' '.join(command)}")

    def do(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"{self.name} ended at: {line}")
        return json.loads(answer)

    def table(self, line):
        """An answer of several lines before the figures."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        lines = []
        while not (text := self.process.stdout.readline()).startswith("{"):
            lines.append(text)
        return "".join(lines)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Figures:
    """What a side answered to one line, again and again."""

    def __init__(self, side, line):
        self.side, self.line, self.answers = side, line, []

    def run(self, keep):
        # Threads of the side before may still be looking for work, as OpenMP's do for a while.
        time.sleep(REST)
        answer = self.side.do(self.line)
        self.last = answer
        if keep:
            self.answers.append(answer)

    def median(self, key="seconds"):
        return statistics.median(answer[key] for answer in self.answers)

    def fastest(self):
        return min(answer["seconds"] for answer in self.answers)

    def describe(self):
        garbage = f", garbage {self.median('garbage') / 1e6:.2f} MB" if "garbage" in self.last else ""
        return (f"median {self.median():.4f} s, fastest {self.fastest():.4f} s, processor time {self.median('cpu'):.4f} s, "
                f"peak {self.last['peak'] / 1000:.0f} MB{garbage}, result {self.last['result']:.6g}")


def alternate(figures, warmup, rounds):
    for number in range(warmup + rounds):
        for one in figures:
            one.run(number >= warmup)


def report(case, figures):
    ours = figures[0]
    for one in figures:
        print(f"{case} {one.side.name} {one.line}: {one.describe()}")
    for other in figures[1:]:
        print(f"{case} ratio {other.side.name} {other.line} / {ours.side.name} {ours.line}: of medians {other.median() / ours.median():.2f}, "
              f"of fastest {other.fastest() / ours.fastest():.2f}, of processor time {other.median('cpu') / ours.median('cpu'):.2f}", flush=True)


def stack_sides(name, folder, options):
    case = STACKS[name]
    arguments = [folder, case["vocabulary"], case["share"], case["lengths"]] + (["profile"] if options.profile else [])
    sides = [Side("ours", java("StackBench", arguments, ["-Xmx512m"], options.threads))]
    if options.peer:
        sides.append(Side("peer", [options.peer, "stack_peer.py", folder, case["vocabulary"], case["lengths"], case["kind"], str(options.threads)]))
    return sides


def stack(name, options):
    with tempfile.TemporaryDirectory() as folder:
        sides = stack_sides(name, folder, options)
        figures = [Figures(side, STACKS[name]["line"]) for side in sides]
        alternate(figures, options.warmup or 10, options.rounds or 15)
        report(name, figures)
        if options.peer:
            ours, theirs = (one.last["peak"] for one in figures)
            print(f"{name} peak memory peer / ours: {theirs / ours:.2f}")
        if options.profile:
            print(sides[0].table("profile"))
        for side in sides:
            side.close()


def processor_seconds(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy(options):
    """w1 with and without a process that never sleeps. What it takes of the machine is measured, and with it the slow-down
    that the lost processor time alone explains."""
    cores = os.cpu_count()
    rounds = options.rounds or 10
    with tempfile.TemporaryDirectory() as folder:
        sides = stack_sides("w1", folder, options)
        alternate([Figures(side, "step") for side in sides], options.warmup or 10, 0)
        for side in sides:
            quiet, company, shares = Figures(side, "step"), Figures(side, "step"), []
            for _ in range(rounds):
                quiet.run(True)
                thief = subprocess.Popen([sys.executable, "-c", "while True: pass"])
                side.do("step")
                taken = processor_seconds(thief)
                company.run(True)
                shares.append((processor_seconds(thief) - taken) / company.last["seconds"])
                thief.kill()
                thief.wait()
            share = statistics.median(shares)
            used = quiet.median("cpu") / quiet.median()
            left = min(used, cores - share)
            print(f"busy {side.name}: alone {quiet.median():.3f} s on {used:.2f} cores, beside a busy process that takes {share:.2f} of {cores} cores "
                  f"{company.median():.3f} s (slowest {max(a['seconds'] for a in company.answers):.3f} s): {company.median() / quiet.median():.2f} times, "
                  f"explained by the lost processor time: {used / left:.2f} times")
        for side in sides:
            side.close()


def steady(options):
    """A whole training run, step by step through its own metrics file, with memory watched from within."""
    # The JVM compiles what it finds to be hot, on memory of its own, for about as long as this.
    warmup = options.warmup or 1000
    steps = warmup + (options.rounds or 1000)
    with tempfile.TemporaryDirectory() as folder:
        overrides = [f"output={folder}/run", f"training.max-steps={steps}", "training.epochs=100000", "training.log-every=1",
                     "training.checkpoint-every=0", "training.batch-size=4"]
        config = ROOT / "experiments" / "configs" / "demo" / "demo.yaml"
        # A heap that is all there from the start: what grows then is not Java's heap filling up to its limit.
        heap = ["-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"]
        command = java("SteadyBench", [str(config), str(max(1, steps // 40)), *overrides], [*heap, f"-Dprumerge4j.home={ROOT}"], options.threads)
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        rows = [json.loads(line) for line in process.stdout if line.startswith("{")]
        process.wait()
    for before, row in zip(rows, rows[1:]):
        garbage = row["allocated"] / (row["step"] - before["step"]) / 1e6
        print(f"steady step {row['step']}: resident {row['resident'] / 1000:.1f} MB, direct {row['direct'] / 1e6:.2f} MB, garbage {garbage:.3f} MB a step")
    late = [row for row in rows if row["step"] > warmup]
    for key in ("resident", "direct"):
        low, high = min(row[key] for row in late), max(row[key] for row in late)
        print(f"steady {key} after the first {warmup} steps: from {low} to {high}, {100 * (high - low) / low:.2f} %")


def reduction(options):
    with tempfile.TemporaryDirectory() as folder:
        ours = Side("ours", java("ReductionBench", [folder, "prumerge-plus/reference"], ["-Xmx1g"], options.threads))
        sides = [ours]
        figures = [Figures(ours, "reduce")]
        if options.peer:
            peer = Side("peer", [options.peer, "reduction_peer.py", folder, str(options.threads)])
            sides.append(peer)
            ours.do("write")
            print(f"w3 largest difference of tokens, relative to the largest token: {peer.do('compare')['result']:.1e}")
            figures += [Figures(peer, "vectorised")]
        alternate(figures, options.warmup or 60, options.rounds or 15)
        if options.peer:
            slow = [Figures(peer, "loop"), Figures(peer, "lean-loop")]
            alternate([figures[0], *slow], 0, options.rounds and min(options.rounds, 5) or 5)
            figures += slow
        report("w3", figures)
        matrices = Figures(ours, "matrices")
        alternate([matrices], 5, 20)
        print(f"w3 ours, merge matrices alone: median {matrices.median():.4f} s")
        for side in sides:
            side.close()
        return figures[0].median()


def tower(options, reduction_seconds=None):
    with tempfile.TemporaryDirectory() as folder:
        arguments = [folder] + (["profile"] if options.profile else [])
        ours = Side("ours", java("TowerBench", arguments, ["-Xmx1g", "-Dorg.bytedeco.javacpp.maxbytes=4g"], options.threads))
        sides = [ours]
        full, needed = [Figures(ours, "full")], [Figures(ours, "needed")]
        if options.peer:
            peer = Side("peer", [options.peer, "tower_peer.py", folder, str(options.threads)])
            sides.append(peer)
            ours.do("write")
            print(f"w4 largest difference of the last layer's output, relative to the largest value: {peer.do('compare')['result']:.1e}")
            full.append(Figures(peer, "full"))
            needed += [Figures(peer, "needed"), Figures(peer, "llava")]
        alternate(full + needed, options.warmup or 2, options.rounds or 7)
        report("w4", full)
        report("w4", needed)
        if reduction_seconds:
            print(f"w3 reduction of 8 images / tower's forward of 8 images: {100 * reduction_seconds / (8 * needed[0].median()):.2f} %")
        if options.profile:
            print(ours.table("profile"))
            print(ours.table("profile needed"))
        for side in sides:
            side.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="+", choices=["w1", "w2", "busy", "w3", "w4", "steady"], metavar="CASE")
    parser.add_argument("--peer", default=os.environ.get("PRUMERGE4J_PEER"), help="a Python with torch; none: only ours runs")
    parser.add_argument("--rounds", type=int, help="timed rounds (each case has its own default)")
    parser.add_argument("--warmup", type=int, help="rounds before these")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--profile", action="store_true", help="time every kernel; slows ours a little")
    options = parser.parse_args()
    reduced = None
    for case in options.cases:
        if case in STACKS:
            stack(case, options)
        elif case == "busy":
            busy(options)
        elif case == "steady":
            steady(options)
        elif case == "w3":
            reduced = reduction(options)
        else:
            tower(options, reduced)


main()
