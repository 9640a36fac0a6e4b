"""Reads torch files written by PruMerge4J (`non_lora_trainables.bin`, `mm_projector.bin`) with torch.load(weights_only=True).

    check_torch_files.py FILE... [--same-as FILE_OR_EXPORT_DIR]

Prints one line per check; the exit status is 1 when one of them failed.
"""

import argparse
import re
import zipfile
from pathlib import Path

from peer_checks import UNITS_ALLOWED, ExportedWeights, Report, rounding_error, short

import torch

KEY = re.compile(r"(?:base_model\.model\.)?model\.mm_projector\.([02])\.(weight|bias)")
PARTS = {"0.weight", "0.bias", "2.weight", "2.bias"}
EXPORTED = {"0": "multi_modal_projector.linear_1.", "2": "multi_modal_projector.linear_2."}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=Path, nargs="+", help="torch files holding a projector")
    parser.add_argument("--same-as", type=Path, help="torch file or exported llava-hf folder with the same projector")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    report = Report()
    for path in arguments.files:
        parts = report.attempt(f"{path.name} loads", lambda: check_file(report, path))
        if parts is not None and arguments.same_as is not None:
            report.attempt(f"{path.name} values", lambda: compare(report, path.name, parts, arguments.same_as))
    report.exit()


def check_file(report, path):
    """The projector of one file, or None when it is not a whole one."""
    report.check(f"{path.name} is a zip", zipfile.is_zipfile(path))
    state = torch.load(path, weights_only=True)
    report.check(f"{path.name} loads", isinstance(state, dict), f"{len(state)} tensors")
    strange = [key for key in state if not KEY.fullmatch(key)]
    report.check(f"{path.name} names", not strange, f"unknown: {short(strange)}" if strange else short({k.split('mm_')[0] for k in state}))
    prefixes = {key.split("mm_projector.")[0] for key in state}
    report.check(f"{path.name} one prefix", len(prefixes) == 1, short(prefixes))
    parts = {key.split("mm_projector.")[-1]: tensor for key, tensor in state.items() if KEY.fullmatch(key)}
    if not report.check(f"{path.name} complete", parts.keys() == PARTS, f"absent: {short(PARTS - parts.keys())}" if PARTS - parts.keys() else ""):
        return None
    width = parts["0.weight"].shape[0]
    fits = (parts["0.weight"].dim() == 2 and parts["0.bias"].shape == parts["2.bias"].shape == (width,)
            and parts["2.weight"].shape == (width, width))
    report.check(f"{path.name} shapes", fits, short(f"{k} {tuple(t.shape)}" for k, t in parts.items()))
    floating = all(t.is_floating_point() and bool(torch.isfinite(t).all()) for t in parts.values())
    report.check(f"{path.name} finite", floating, short({str(t.dtype) for t in parts.values()}))
    return parts


def compare(report, name, parts, other):
    """The values are those of the other file or folder, up to the coarser of both types."""
    theirs = read_other(other)
    worst = 0.0
    for part, tensor in parts.items():
        coarse, fine = sorted((tensor, theirs[part]), key=lambda t: torch.finfo(t.dtype).eps, reverse=True)
        worst = max(worst, rounding_error(coarse, fine.float())[1] if tensor.shape == theirs[part].shape else float("inf"))
    report.check(f"{name} values", worst <= UNITS_ALLOWED, f"largest difference {worst:.3g} units in the last place")


def read_other(other):
    """part -> tensor of a torch file or an exported folder."""
    if other.is_dir():
        weights = ExportedWeights(other)
        return {part: weights.read(EXPORTED[part[0]] + part[2:]) for part in PARTS}
    return {key.split("mm_projector.")[1]: tensor for key, tensor in torch.load(other, weights_only=True).items()}


if __name__ == "__main__":
    main()
