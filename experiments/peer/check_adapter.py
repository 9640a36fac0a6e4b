"""Loads an exported PEFT folder in peft, merges it, and compares the result with an exported merged checkpoint.

    check_adapter.py ADAPTER_DIR --base VICUNA_DIR --merged EXPORT_DIR

Prints one line per check; the exit status is 1 when one of them failed.
"""

import argparse
from pathlib import Path

from peer_checks import UNITS_ALLOWED, ExportedWeights, Report, read_json, rounding_error, short

import torch
from peft import PeftModel, get_peft_model_state_dict
from safetensors.torch import load_file
from transformers import LlamaForCausalLM

DECODER_PREFIX = "language_model."
PROJECTOR_NAMES = {"mm_projector.0.": "multi_modal_projector.linear_1.", "mm_projector.2.": "multi_modal_projector.linear_2."}
VOCABULARY = ("model.embed_tokens.weight", "lm_head.weight")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("adapter", type=Path, help="exported PEFT folder")
    parser.add_argument("--base", type=Path, required=True, help="language model the adapter was trained on (Vicuna layout)")
    parser.add_argument("--merged", type=Path, required=True, help="exported merged checkpoint (llava-hf layout)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    report = Report()
    for folder in (arguments.adapter, arguments.base, arguments.merged):
        config = folder / ("adapter_config.json" if folder == arguments.adapter else "config.json")
        if not report.check(f"{config.name} of {folder.name}", config.is_file()):
            report.exit()
    base = load_base(report, arguments.base)
    model = base and load_adapter(report, base, arguments.adapter)
    if model is not None:
        adapted = {name.replace(".lora_A.default.", ".") for name, _ in model.base_model.model.named_parameters()
                   if ".lora_A.default." in name}
        merged = model.merge_and_unload().state_dict()
        weights = report.attempt("exported weights readable", lambda: ExportedWeights(arguments.merged))
        if weights is not None:
            report.attempt("merged weights", lambda: compare(report, merged, adapted, weights))
            report.attempt("projector", lambda: compare_projector(report, arguments.adapter, weights))
    report.exit()


def load_base(report, folder):
    """The language model in float32."""
    loaded = report.attempt("base loads", lambda: LlamaForCausalLM.from_pretrained(
        folder, output_loading_info=True, dtype=torch.float32))
    if loaded is None:
        return None
    model, info = loaded
    wrong = {kind: names for kind, names in info.items() if names}
    return model if report.check("base loads", not wrong, str(wrong) if wrong else folder.name) else None


def load_adapter(report, base, folder):
    """The base with the adapter. peft only warns about a missing key and passes over an unexpected one, so the names are compared here."""
    model = report.attempt("adapter loads", lambda: PeftModel.from_pretrained(base, folder))
    if model is None:
        return None
    held = report.attempt("adapter file readable", lambda: load_file(folder / "adapter_model.safetensors"))
    if held is None:
        return None
    wanted = get_peft_model_state_dict(model)
    missing, unexpected = wanted.keys() - held.keys(), held.keys() - wanted.keys()
    report.check("missing adapter keys", not missing, short(missing) or "none")
    report.check("unexpected adapter keys", not unexpected, short(unexpected) or "none")
    changed = [name for name in wanted.keys() & held.keys() if not torch.equal(wanted[name], held[name].float())]
    report.check("adapter values arrive", not changed and bool(held), short(changed) or f"{len(held)} tensors")
    config = read_json(folder / "adapter_config.json")
    report.check("adapter does something", any(float(t.abs().max()) > 0 for n, t in held.items() if "lora_B" in n),
                 f"rank {config['r']}, alpha {config['lora_alpha']}, rslora {config.get('use_rslora', False)}")
    return None if missing or unexpected or changed else model


def compare(report, merged, adapted, weights):
    """Every decoder weight peft has after merging is the exported one, up to the rounding of its type."""
    exported = {name.removeprefix(DECODER_PREFIX) for name in weights.names() if name.startswith(DECODER_PREFIX)}
    wanted = {name for name in merged if not name.endswith("rotary_emb.inv_freq")}
    report.check("decoder names", exported == wanted, short(exported ^ wanted) or f"{len(wanted)} tensors")
    worst = {"adapted": (0.0, 0.0, ""), "untouched": (0.0, 0.0, "")}
    types, shapes = set(), []
    for name in sorted(exported & wanted):
        stored, reference = weights.read(DECODER_PREFIX + name), merged[name]
        types.add(str(stored.dtype))
        if name in VOCABULARY:  # these have further rows for <image> and <pad>
            stored = stored[: reference.shape[0]]
        if stored.shape != reference.shape:
            shapes.append(f"{name} {tuple(stored.shape)} for {tuple(reference.shape)}")
            continue
        absolute, units = rounding_error(stored, reference)
        kind = "adapted" if name in adapted else "untouched"
        worst[kind] = max(worst[kind], (units, absolute, name))
    report.check("decoder shapes", not shapes, short(shapes))
    for kind, (units, absolute, name) in worst.items():
        report.check(f"{kind} weights", units <= UNITS_ALLOWED,
                     f"largest difference {absolute:.3g} = {units:.3g} units of {short(types)}, limit {UNITS_ALLOWED:g}, {name}")


def compare_projector(report, adapter, weights):
    """The projector stored beside the adapter is the exported one."""
    path = adapter / "non_lora_trainables.bin"
    if not path.is_file():
        print("     no non_lora_trainables.bin beside the adapter, projector not compared")
        return
    found = torch.load(path, weights_only=True)
    worst = 0.0
    for name, tensor in found.items():
        tail = name[name.index("mm_projector."):]
        prefix = next(p for p in PROJECTOR_NAMES if tail.startswith(p))
        stored = weights.read(PROJECTOR_NAMES[prefix] + tail.removeprefix(prefix))
        worst = max(worst, rounding_error(stored, tensor.float())[1])
    report.check("projector", len(found) == 4 and worst <= UNITS_ALLOWED, f"{len(found)} tensors, largest difference {worst:.3g} units")


if __name__ == "__main__":
    main()
