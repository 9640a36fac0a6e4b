"""Loads an exported llava-hf folder in transformers and compares it with what PruMerge4J computed.

    check_export.py EXPORT_DIR [--ours logits.safetensors] [--tolerance 1e-4]

Prints one line per check; the exit status is 1 when one of them failed.
"""

import argparse
from pathlib import Path

import numpy as np
from peer_checks import Report, check_checksums, check_headers, read_json, short, weight_files

import torch
from PIL import Image
from safetensors.torch import load_file
from transformers import AutoProcessor, LlavaForConditionalGeneration

TEXTS = ("What color is the circle?", "  two leading spaces", "Café 東京 🙂\ttab\nnewline", "12345 + 678 = ?",
         "USER: hi ASSISTANT: hello</s>USER: bye ASSISTANT:")
NEEDED = ("config.json", "generation_config.json", "preprocessor_config.json", "processor_config.json", "tokenizer.json",
          "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "chat_template.jinja")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("export", type=Path, help="exported llava-hf folder")
    parser.add_argument("--ours", type=Path, help="safetensors with inputs_embeds [1,T,H] or input_ids [1,T], and logits [1,T,V]")
    parser.add_argument("--tolerance", type=float, default=1e-4, help="largest difference of a logit (default 1e-4)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    report = Report()
    folder = arguments.export
    absent = [name for name in NEEDED if not (folder / name).is_file()]
    report.check("files present", not absent, f"absent: {short(absent)}" if absent else "")
    if "config.json" in absent:  # transformers would build a default model of 7 billion parameters
        report.exit()
    check_checksums(report, folder)
    report.attempt("weight files readable", lambda: check_headers(report, folder))
    config = read_json(folder / "config.json")
    report.check("config has a prumerge section", isinstance(config.get("prumerge"), dict))
    model = load_model(report, folder)
    processor = report.attempt("processor loads", lambda: AutoProcessor.from_pretrained(folder))
    if processor is not None:
        report.check("processor loads", True, f"{type(processor).__name__}, {type(processor.image_processor).__name__}")
        report.attempt("tokenizer", lambda: check_tokenizer(report, folder, config, processor.tokenizer))
        report.attempt("chat template", lambda: check_template(report, processor))
    if model is not None and processor is not None:
        report.attempt("image and text through the model", lambda: check_image(report, config, model, processor))
    if model is not None and arguments.ours is not None:
        report.attempt("logits", lambda: check_logits(report, model, arguments.ours, arguments.tolerance))
    report.exit()


def load_model(report, folder):
    """The model in float32, or None when it does not load cleanly enough to be run."""
    loaded = report.attempt("model loads", lambda: LlavaForConditionalGeneration.from_pretrained(
        folder, output_loading_info=True, dtype=torch.float32, ignore_mismatched_sizes=True))
    if loaded is None:
        return None
    model, info = loaded
    for kind in ("missing_keys", "unexpected_keys", "mismatched_keys", "error_msgs"):
        report.check(kind.replace("_", " "), not info.get(kind), short(info.get(kind) or []) or "none")
    held, wanted = len(weight_files(folder)), len(list(model.parameters()))  # some unexpected names are passed over in silence
    report.check("one tensor for each parameter", held == wanted, f"{held} tensors, {wanted} parameters")
    generation = model.generation_config
    report.check("generation config names the end token", generation.eos_token_id is not None, f"eos {generation.eos_token_id}")
    if info.get("missing_keys") or info.get("mismatched_keys"):
        return None
    return model.eval()


def check_tokenizer(report, folder, config, tokenizer):
    """Special ids agree with the configuration; ids equal SentencePiece's, encoded the legacy way."""
    image = tokenizer.convert_tokens_to_ids("<image>")
    report.check("image token id", image == config["image_token_index"], f"tokenizer {image}, config {config['image_token_index']}")
    report.check("pad token", tokenizer.pad_token_id is not None and tokenizer.pad_token_id == config.get("pad_token_id"),
                 f"tokenizer {tokenizer.pad_token_id}, config {config.get('pad_token_id')}")
    rows = config["text_config"]["vocab_size"]
    report.check("every token has an embedding row", len(tokenizer) <= rows, f"{len(tokenizer)} tokens, {rows} rows")
    if (folder / "tokenizer.model").is_file():
        wrong = [text for text in TEXTS if tokenizer(text).input_ids != legacy_ids(folder / "tokenizer.model", text)]
        report.check("tokenizer.json equals tokenizer.model", not wrong, f"differs on {wrong}" if wrong else f"{len(TEXTS)} texts")
    plain = [t for t in TEXTS if "</s>" not in t]
    changed = [t for t in plain if tokenizer.decode(tokenizer(t).input_ids, skip_special_tokens=True) != t]
    report.check("decode gives the text back", not changed, f"differs on {changed}" if changed else f"{len(plain)} texts")


def legacy_ids(model_file, text):
    """Legacy LLaMA ids with BOS: cut at the end token, each piece with its own leading space."""
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(model_file))
    ids = [pieces.bos_id()]
    for number, part in enumerate(text.split("</s>")):
        ids += ([pieces.eos_id()] if number else []) + (pieces.encode(part) if part else [])
    return ids


def check_template(report, processor):
    """The chat template puts a question into the form the model was trained on."""
    question = [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "Why?"}]}]
    text = processor.apply_chat_template(question, add_generation_prompt=True)
    report.check("chat template", text.endswith("USER: <image>\nWhy? ASSISTANT:") and text.count("<image>") == 1, repr(text[-40:]))
    answer = question + [{"role": "assistant", "content": [{"type": "text", "text": "So."}]}]
    text = processor.apply_chat_template(answer)
    report.check("chat template with an answer", text.endswith("ASSISTANT: So.</s>"), repr(text[-24:]))


def check_image(report, config, model, processor):
    """An image of another shape than the model's goes through processor and model."""
    vision = config["vision_config"]
    size, patches = vision["image_size"], (vision["image_size"] // vision["patch_size"]) ** 2
    ramp = np.add.outer(np.arange(90), np.arange(61))[:, :, None] * np.array([1, 2, 3])
    image = Image.fromarray((ramp % 256).astype(np.uint8))
    inputs = processor(images=image, text="USER: <image>\nWhy? ASSISTANT:", return_tensors="pt")
    shape = tuple(inputs["pixel_values"].shape)
    report.check("pixel values", shape == (1, 3, size, size), f"{shape}")
    places = int((inputs["input_ids"] == config["image_token_index"]).sum())
    report.check("placeholders of an image", places == patches, f"{places}, patches {patches}")
    with torch.no_grad():
        logits = model(**inputs).logits
    report.check("image and text through the model", bool(torch.isfinite(logits).all()), f"logits {tuple(logits.shape)}")


def check_logits(report, model, path, tolerance):
    """The logits of the given embeddings (or ids) are ours, over the base vocabulary."""
    ours = load_file(path)
    with torch.no_grad():
        if "inputs_embeds" in ours:
            theirs = model(inputs_embeds=ours["inputs_embeds"].float()).logits
        else:
            theirs = model(input_ids=ours["input_ids"].long()).logits
    expected = ours["logits"].float()
    fits = expected.dim() == 3 and expected.shape[:2] == theirs.shape[:2] and 0 < expected.shape[2] <= theirs.shape[2]
    if not report.check("shape of the logits", fits, f"ours {tuple(expected.shape)}, theirs {tuple(theirs.shape)}"):
        return
    theirs = theirs[..., : expected.shape[2]]
    difference = float((theirs - expected).abs().max())
    report.check("logits", difference <= tolerance,
                 f"largest difference {difference:.3g} of logits up to {float(theirs.abs().max()):.3g}, limit {tolerance:g}")


if __name__ == "__main__":
    main()
