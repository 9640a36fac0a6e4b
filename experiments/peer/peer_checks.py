"""What the peer scripts share: the report of checks, checksums, and reading of exported weights."""

import hashlib
import json
import os
import struct
import sys
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

import torch  # noqa: E402  (the environment has to be set before the libraries are loaded)
from safetensors import safe_open  # noqa: E402

CHECKSUM_NAMES = ("checksums.sha256", "SHA256SUMS", "checksums.json")
INDEX_NAME = "model.safetensors.index.json"
FLOAT32_SLACK = 8
UNITS_ALLOWED = 0.51
TORCH_TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


class Report:
    """Prints one line per check and remembers which failed."""

    def __init__(self):
        self.failed = []

    def check(self, name, passed, detail=""):
        """Records one check. Returns whether it passed."""
        print(f"{'ok  ' if passed else 'FAIL'} {name}" + (f": {detail}" if detail else ""), flush=True)
        if not passed:
            self.failed.append(name)
        return passed

    def attempt(self, name, action):
        """Runs `action`; an exception is a failed check. Returns its result, or None when it failed."""
        try:
            return action()
        except Exception as error:  # the message of any failure belongs into the report
            text = " ".join(str(error).split())
            self.check(name, False, f"{type(error).__name__}: {text[:300]}")
            return None

    def exit(self):
        """Ends the process: status 0 when every check passed, 1 otherwise."""
        print(f"FAILED: {', '.join(self.failed)}" if self.failed else "all checks passed")
        sys.exit(1 if self.failed else 0)


def read_json(path):
    """The JSON file as a value."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def short(names, limit=5):
    """A few of the names and how many there are."""
    names = sorted(map(str, names))
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def check_checksums(report, folder):
    """Each listed file has its digest, and weights, config and tokenizer are listed."""
    found = [folder / name for name in CHECKSUM_NAMES if (folder / name).is_file()]
    if not report.check("checksum file", len(found) == 1, short(f.name for f in found) or f"none of {CHECKSUM_NAMES}"):
        return
    listed = report.attempt("checksum file readable", lambda: read_checksums(found[0]))
    if listed is None:
        return
    wrong = [name for name, digest in listed.items()
             if not (folder / name).is_file() or sha256(folder / name) != digest.lower()]
    report.check("checksums", not wrong, f"wrong or absent: {short(wrong)}" if wrong else f"{len(listed)} files")
    needed = {p.name for p in folder.glob("*.safetensors")} | {p.name for p in folder.glob("*.bin")}
    needed |= {name for name in ("config.json", "tokenizer.json", "tokenizer.model", "adapter_config.json")
               if (folder / name).is_file()}
    absent = needed - listed.keys()
    report.check("checksums complete", not absent, f"not listed: {short(absent)}" if absent else "")


def read_checksums(path):
    """file name -> hexadecimal SHA-256, from sha256sum's format or a JSON object."""
    if path.suffix == ".json":
        value = read_json(path)
        return dict(value.get("files", value))
    lines = [line.split(maxsplit=1) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {name.strip().lstrip("*"): digest for digest, name in lines}


def sha256(path):
    """Hexadecimal SHA-256 of a file."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def weight_files(folder):
    """tensor name -> file, by the index when there is one."""
    index = folder / INDEX_NAME
    if index.is_file():
        return {name: folder / file for name, file in read_json(index)["weight_map"].items()}
    single = folder / "model.safetensors"
    return {name: single for name in header(single) if name != "__metadata__"}


def header(path):
    """The JSON header of a safetensors file."""
    with open(path, "rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        return json.loads(stream.read(length))


def check_headers(report, folder):
    """Index and files agree, each file states its format, all tensors have the configured type."""
    by_name = weight_files(folder)
    headers = {path: header(path) for path in set(by_name.values())}
    strays = [p for p in folder.glob("*.safetensors") if p not in headers]
    report.check("no weight file outside the index", not strays, short(p.name for p in strays))
    held = {name: path for path, h in headers.items() for name in h if name != "__metadata__"}
    report.check("index and files agree", held == by_name,
                 short(name for name in held.keys() | by_name.keys() if held.get(name) != by_name.get(name)))
    plain = [p.name for p, h in headers.items() if h.get("__metadata__", {}).get("format") != "pt"]
    report.check("format metadata 'pt'", not plain, short(plain))
    if (folder / INDEX_NAME).is_file():
        total = sum(t["data_offsets"][1] - t["data_offsets"][0]
                    for h in headers.values() for n, t in h.items() if n != "__metadata__")
        stated = read_json(folder / INDEX_NAME).get("metadata", {}).get("total_size")
        report.check("index total_size", stated == total, f"stated {stated}, held {total}")
    types = {t["dtype"] for h in headers.values() for n, t in h.items() if n != "__metadata__"}
    config = read_json(folder / "config.json")
    stated = config.get("dtype") or config.get("torch_dtype")
    fits = len(types) == 1 and str(TORCH_TYPES.get(next(iter(types)))) == f"torch.{stated}"
    report.check("one element type, as configured", fits, f"files {short(types)}, config {stated}")
    return by_name


class ExportedWeights:
    """Reads single tensors of an exported folder."""

    def __init__(self, folder):
        self.files = weight_files(folder)

    def names(self):
        """Names of all tensors."""
        return self.files.keys()

    def read(self, name):
        """The tensor of that name, in the type it is stored in."""
        with safe_open(self.files[name], "pt") as file:
            return file.get_tensor(name)


def rounding_error(stored, reference):
    """(largest absolute difference, largest difference in units of the last place of the stored type).

    Rounding to the nearest value of a 16-bit type costs at most half a unit, cutting off up to a whole one.
    """
    reference = reference.float()
    difference = (stored.float() - reference).abs()
    info = torch.finfo(stored.dtype)
    if stored.dtype == torch.float32:  # not rounded, but the sum over the rank may be taken in another order
        unit = torch.full_like(reference, FLOAT32_SLACK * info.eps * float(reference.abs().max().clamp_min(info.tiny)))
    else:
        unit = (reference.abs() * info.eps).clamp_min(info.tiny * info.eps)
    return float(difference.max()), float((difference / unit).max())
