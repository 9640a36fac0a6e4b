#!/usr/bin/env python3
"""Times training steps of a checkpoint of real size: LoRA of rank 128 on all linears and the projector, AdamW, one sample.

    experiments/bench/large.py CHECKPOINT [--visual 145] [--text 60] [--rounds 2] [--heap 6g] [--threads N] [--profile]

Prints the rate of matrix products here, how long plans took to compile and what they need, time and loss of each step,
anonymous memory (what no file backs), and the planned memory next to the peak. --visual takes several numbers, separated by
commas, which run in turn. A checkpoint to measure with: ./prumerge4j random-checkpoint --to CHECKPOINT

Needs the built modules: ./mvnw -DskipTests package
"""

import argparse
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("--visual", default="145", help="visual tokens, several numbers separated by commas")
    parser.add_argument("--text", default="60", help="text tokens, half of them supervised")
    parser.add_argument("--rounds", default="2")
    parser.add_argument("--heap", default="6g", help="gradients and moments are in the heap: 12 bytes per trained number")
    parser.add_argument("--threads")
    parser.add_argument("--profile", action="store_true", help="time every kernel and print a table of them")
    options = parser.parse_args()
    target = ROOT / "experiments" / "target"
    java = ["java", "-XX:+UseSerialGC", f"-Xmx{options.heap}", "-XX:MaxNewSize=256m", f"-Dprofile={str(options.profile).lower()}"]
    java += [f"-Dthreads={options.threads}"] if options.threads else []
    java += ["-cp", f"{target / 'classes'}:{target / 'lib'}/*", str(HERE / "LargeStep.java")]
    subprocess.run(java + [options.checkpoint, options.visual, options.text, options.rounds], check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
