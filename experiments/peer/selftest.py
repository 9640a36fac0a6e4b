"""Tries the peer scripts: a right export passes, and each check fails on an export spoilt for it.

    selftest.py [GOLDEN_DIR]        (default: the golden cases beside this folder)
"""

import contextlib
import io
import pickle
import runpy
import shutil
import sys
import tempfile
from pathlib import Path

import peer_checks
import standin
import torch
from safetensors.torch import load_file, save_file
from transformers import LlavaForConditionalGeneration

HERE = Path(__file__).resolve().parent


def run(script, *arguments):
    """(exit status, names of the failed checks, everything printed) of one script."""
    old, text = sys.argv, io.StringIO()
    sys.argv = [script, *map(str, arguments)]
    try:
        with contextlib.redirect_stdout(text), contextlib.redirect_stderr(io.StringIO()):
            runpy.run_path(str(HERE / script), run_name="__main__")
        status = 0
    except SystemExit as end:
        status = end.code
    finally:
        sys.argv = old
    failed = [line[5:].split(":")[0] for line in text.getvalue().splitlines() if line.startswith("FAIL ")]
    return status, failed, text.getvalue()


class Trial:
    """Counts what did not behave as expected."""

    def __init__(self):
        self.wrong = 0

    def passes(self, name, result):
        """The script must succeed."""
        self.note(name, result[0] == 0 and not result[1], result, "no failure")

    def fails(self, name, check, result):
        """The script must end with status 1 and name this check."""
        self.note(name, result[0] == 1 and check in result[1], result, f"failure of '{check}'")

    def note(self, name, right, result, expected):
        print(f"{'ok  ' if right else 'WRONG'} {name} -> {', '.join(result[1]) or 'passes'}", flush=True)
        if not right:
            self.wrong += 1
            print(f"expected {expected}, status {result[0]}, printed:\n{result[2]}")


def edit_json(file, **changes):
    """Spoils a JSON file: `a__b=1` sets a.b, None deletes."""
    def apply(folder):
        value = peer_checks.read_json(folder / file)
        for path, new in changes.items():
            *parents, last = path.split("__")
            inner = value
            for parent in parents:
                inner = inner[parent]
            if new is None:
                inner.pop(last)
            else:
                inner[last] = new
        standin.write_json(folder / file, value)
    return apply


def edit_weights(change, file="model.safetensors", metadata=None):
    """Spoils the tensors of a safetensors file."""
    def apply(folder):
        weights = load_file(folder / file)
        change(weights)
        save_file(weights, folder / file, metadata={"format": "pt"} if metadata is None else metadata)
    return apply


def edit_text(file, change):
    """Spoils a text file."""
    return lambda folder: (folder / file).write_text(change((folder / file).read_text(encoding="utf-8")), encoding="utf-8")


def remove(file):
    """Takes a file away."""
    return lambda folder: (folder / file).unlink()


NAME = "language_model.model.layers.0.mlp.up_proj.weight"
EXPORT_FAULTS = [  # name, check that must fail, what is spoilt
    ("tensor left out", "missing keys", edit_weights(lambda w: w.pop(NAME))),
    ("tensor too many", "unexpected keys", edit_weights(lambda w: w.update({"language_model.odd.weight": w[NAME].clone()}))),
    ("position_ids written", "one tensor for each parameter",
     edit_weights(lambda w: w.update({"vision_tower.vision_model.embeddings.position_ids": w[NAME][:1].clone()}))),
    ("vocabulary size wrong", "mismatched keys", edit_json("config.json", text_config__vocab_size=32000)),
    ("weight changed", "logits", edit_weights(lambda w: w[NAME].mul_(1.02))),
    ("norm epsilon forgotten", "logits", edit_json("config.json", text_config__rms_norm_eps=0.01)),
    ("mixed element types", "one element type, as configured", edit_weights(lambda w: w.update({NAME: w[NAME].float()}))),
    ("element type misstated", "one element type, as configured", edit_json("config.json", dtype="float32")),
    ("no format metadata", "format metadata 'pt'", edit_weights(lambda w: None, metadata={})),
    ("no prumerge section", "config has a prumerge section", edit_json("config.json", prumerge=None)),
    ("no config", "files present", remove("config.json")),
    ("no tokenizer.json", "processor loads", remove("tokenizer.json")),
    ("no preprocessor config", "processor loads", remove("preprocessor_config.json")),
    ("image token id wrong", "image token id", edit_json("config.json", image_token_index=7)),
    ("pad token id wrong", "pad token", edit_json("config.json", pad_token_id=3)),
    ("no dummy prefix", "tokenizer.json equals tokenizer.model", edit_json("tokenizer.json", normalizer__normalizers=[
        {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}])),
    ("decoder not stripping", "decode gives the text back", edit_json("tokenizer.json", decoder__decoders=[
        {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}])),
    ("class token not counted", "placeholders of an image", edit_json("processor_config.json", num_additional_image_tokens=0)),
    ("crop size wrong", "pixel values", edit_json("preprocessor_config.json", crop_size={"height": 16, "width": 16})),
    ("template with a trailing space", "chat template", edit_text("chat_template.jinja", lambda t: t.replace('"ASSISTANT:"', '"ASSISTANT: "'))),
    ("template without end token", "chat template with an answer", edit_text("chat_template.jinja", lambda t: t.replace("</s>", ""))),
    ("end token not named", "generation config names the end token", edit_json("generation_config.json", eos_token_id=None)),
]
LORA_A = "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"
ADAPTER_FILE = "adapter_model.safetensors"
ADAPTER_FAULTS = [
    ("matrix left out", "missing adapter keys", edit_weights(lambda w: w.pop(LORA_A), ADAPTER_FILE)),
    ("matrix too many", "unexpected adapter keys", edit_weights(lambda w: w.update({"odd." + LORA_A: w[LORA_A].clone()}), ADAPTER_FILE)),
    ("rank misstated", "adapter loads", edit_json("adapter_config.json", r=3)),
    ("alpha misstated", "adapted weights", edit_json("adapter_config.json", lora_alpha=1)),
    ("rank-stabilised misstated", "adapted weights", edit_json("adapter_config.json", use_rslora=True)),
    ("B all zero", "adapter does something", edit_weights(lambda w: [t.zero_() for n, t in w.items() if "lora_B" in n], ADAPTER_FILE)),
    ("another projector", "projector", lambda folder: torch.save(
        {k: t * 1.01 for k, t in torch.load(folder / "non_lora_trainables.bin", weights_only=True).items()}, folder / "non_lora_trainables.bin")),
    ("no config", "adapter_config.json of spoilt", remove("adapter_config.json")),
]
MERGED_FAULTS = [
    ("adapter not merged in", "adapted weights", None),
    ("untouched weight changed", "untouched weights", edit_weights(lambda w: w["language_model.model.norm.weight"].mul_(1.01))),
    ("values cut off instead of rounded", "adapted weights", edit_weights(lambda w: w[NAME].view(torch.int16).sub_(1))),
    ("decoder tensor left out", "decoder names", edit_weights(lambda w: w.pop(NAME))),
    ("decoder tensor transposed", "decoder shapes", edit_weights(lambda w: w.update({NAME: w[NAME].T.contiguous()}))),
]


def spoilt(source, work, fault):
    """A copy of the folder with the fault in it."""
    target = work / "spoilt"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, copy_function=shutil.copyfile)
    fault(target)
    return target


def try_export(trial, golden, work):
    """check_export.py on right and spoilt exports."""
    export, ours = work / "export", work / "ours.safetensors"
    vocabulary = peer_checks.read_json(golden / "checkpoints" / "vicuna" / "config.json")["vocab_size"]
    embeddings = load_file(golden / "merged.safetensors")["inputs_embeds"]
    model = LlavaForConditionalGeneration.from_pretrained(export, dtype=torch.float32)
    ids = torch.tensor([[1, 5, 9, 13, 2]])
    with torch.no_grad():
        logits = model(inputs_embeds=embeddings).logits[..., :vocabulary].contiguous()
        by_ids = model(input_ids=ids).logits[..., :vocabulary].contiguous()
    save_file({"inputs_embeds": embeddings, "logits": logits}, ours)
    trial.passes("right export", run("check_export.py", export, "--ours", ours))
    trial.passes("right export in three shards", run("check_export.py", work / "sharded", "--ours", ours))
    for name, check, fault in EXPORT_FAULTS:
        folder = spoilt(export, work, fault)
        standin.write_checksums(folder)
        trial.fails(name, check, run("check_export.py", folder, "--ours", ours))
    for name, check, fault in (
            ("file changed afterwards", "checksums", edit_text("chat_template.jinja", lambda t: t + " ")),
            ("no checksums", "checksum file", remove("checksums.sha256")),
            ("weights not among the checksums", "checksums complete",
             edit_text("checksums.sha256", lambda t: "".join(x for x in t.splitlines(True) if "model.safetensors" not in x)))):
        trial.fails(name, check, run("check_export.py", spoilt(export, work, fault)))
    for name, check, fault in (
            ("shard left out", "weight files readable", remove("model-00002-of-00003.safetensors")),
            ("total size wrong", "index total_size", edit_json(peer_checks.INDEX_NAME, metadata__total_size=1)),
            ("stray shard", "no weight file outside the index",
             lambda folder: shutil.copyfile(folder / "model-00001-of-00003.safetensors", folder / "model.safetensors")),
            ("index names the wrong shard", "index and files agree", swap_shard)):
        folder = spoilt(work / "sharded", work, fault)
        standin.write_checksums(folder)
        trial.fails(name, check, run("check_export.py", folder))
    save_file({"input_ids": ids, "logits": by_ids}, ours)
    trial.passes("logits of token ids", run("check_export.py", export, "--ours", ours))
    save_file({"inputs_embeds": embeddings, "logits": logits + 2e-4}, ours)
    trial.fails("logits off by 2e-4", "logits", run("check_export.py", export, "--ours", ours))
    save_file({"inputs_embeds": embeddings, "logits": logits[:, :-1].contiguous()}, ours)
    trial.fails("logits of another length", "shape of the logits", run("check_export.py", export, "--ours", ours))


def swap_shard(folder):
    """Points one name of the index at another shard."""
    index = peer_checks.read_json(folder / peer_checks.INDEX_NAME)
    files = sorted(set(index["weight_map"].values()))
    name = min(n for n, file in index["weight_map"].items() if file == files[0])
    index["weight_map"][name] = files[1]
    standin.write_json(folder / peer_checks.INDEX_NAME, index)


def try_adapter(trial, golden, work):
    """check_adapter.py on right and spoilt adapters and merged checkpoints."""
    base, adapter, export = golden / "checkpoints" / "vicuna", golden / "train" / "adapter_final", work / "export"
    trial.passes("right adapter", run("check_adapter.py", adapter, "--base", base, "--merged", export))
    trial.passes("right adapter, sharded export", run("check_adapter.py", adapter, "--base", base, "--merged", work / "sharded"))
    for name, check, fault in ADAPTER_FAULTS:
        trial.fails(name, check, run("check_adapter.py", spoilt(adapter, work, fault), "--base", base, "--merged", export))
    for name, check, fault in MERGED_FAULTS:
        folder = golden / "checkpoints" / "llava-hf" if fault is None else spoilt(export, work, fault)
        trial.fails(name, check, run("check_adapter.py", adapter, "--base", base, "--merged", folder))


def try_torch_files(trial, golden, work):
    """check_torch_files.py on right and spoilt files."""
    final, first = (golden / "train" / f"adapter_{which}" / "non_lora_trainables.bin" for which in ("final", "init"))
    stage1 = golden / "checkpoints" / "projector" / "mm_projector.bin"
    trial.passes("right torch files", run("check_torch_files.py", final, stage1))
    trial.passes("projector equal to the export", run("check_torch_files.py", final, "--same-as", work / "export"))
    trial.passes("projector equal to the stage-1 file", run("check_torch_files.py", first, "--same-as", stage1))
    trial.fails("another projector", "non_lora_trainables.bin values", run("check_torch_files.py", final, "--same-as", stage1))
    state = torch.load(final, weights_only=True)
    key = next(k for k in state if k.endswith("0.bias"))
    path = work / "p.bin"
    for name, check, value in (
            ("name of another layer", "p.bin names", {**state, "model.mm_projector.1.weight": state[key]}),
            ("tensor left out", "p.bin complete", {k: t for k, t in state.items() if k != key}),
            ("mixed prefixes", "p.bin one prefix", {k.removeprefix("base_model.model.") if k == key else k: t for k, t in state.items()}),
            ("wrong shape", "p.bin shapes", {**state, key: state[key][:-1]}),
            ("not a number", "p.bin finite", {**state, key: state[key] * float("nan")})):
        torch.save(value, path)
        trial.fails(name, check, run("check_torch_files.py", path))
    torch.save(state, path, _use_new_zipfile_serialization=False)
    trial.fails("old format", "p.bin is a zip", run("check_torch_files.py", path))
    torch.save({**state, "x": Path("x")}, path)
    trial.fails("foreign class in the pickle", "p.bin loads", run("check_torch_files.py", path))
    path.write_bytes(pickle.dumps(1))
    trial.fails("not a torch file", "p.bin loads", run("check_torch_files.py", path))


def main():
    golden = Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / "golden").resolve()
    torch.set_num_threads(1)
    trial = Trial()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        standin.write_export(golden, work / "export")
        standin.write_export(golden, work / "sharded", shards=3)
        try_export(trial, golden, work)
        try_adapter(trial, golden, work)
        try_torch_files(trial, golden, work)
    print(f"{trial.wrong} wrong" if trial.wrong else "every script passes on right files and fails on spoilt ones")
    sys.exit(1 if trial.wrong else 0)


if __name__ == "__main__":
    main()
