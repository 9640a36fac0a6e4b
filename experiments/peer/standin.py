"""Writes the folders PruMerge4J exports, but with transformers and peft themselves: something to try the peer scripts on."""

import hashlib
import json
import shutil
from pathlib import Path

import peer_checks  # noqa: F401  (sets the environment first)
import sentencepiece
import torch
from peft import PeftModel
from safetensors.torch import load_file, save_file
from transformers import LlamaForCausalLM

SYSTEM = ("A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, detailed, "
          "and polite answers to the user's questions. ")
TEMPLATE = (
    "{{- \"" + SYSTEM + "\" -}}"
    "{%- for message in messages -%}"
    "{{- \"ASSISTANT: \" if message.role == \"assistant\" else \"USER: \" -}}"
    "{%- for part in message.content if part.type == \"image\" -%}{{- \"<image>\\n\" -}}{%- endfor -%}"
    "{%- for part in message.content if part.type == \"text\" -%}{{- part.text -}}{%- endfor -%}"
    "{{- \"</s>\" if message.role == \"assistant\" else \" \" -}}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- \"ASSISTANT:\" -}}{%- endif -%}")


def write_export(golden, target, shards=1):
    """The merged final model of a golden folder in llava-hf layout, in the type of its checkpoints."""
    source = golden / "checkpoints" / "llava-hf"
    target.mkdir(parents=True)
    weights = load_file(source / "model.safetensors")
    base = LlamaForCausalLM.from_pretrained(golden / "checkpoints" / "vicuna", dtype=torch.float32)
    merged = PeftModel.from_pretrained(base, golden / "train" / "adapter_final").merge_and_unload().state_dict()
    for name, tensor in merged.items():
        stored = weights["language_model." + name]
        stored[: tensor.shape[0]] = tensor.to(stored.dtype)
    projector = torch.load(golden / "train" / "adapter_final" / "non_lora_trainables.bin", weights_only=True)
    for name, tensor in projector.items():
        layer = {"0": "linear_1", "2": "linear_2"}[name.split(".")[-2]]
        key = f"multi_modal_projector.{layer}.{name.split('.')[-1]}"
        weights[key] = tensor.to(weights[key].dtype)
    save_weights(weights, target, shards)
    write_settings(golden, target)
    write_checksums(target)


def save_weights(weights, target, shards):
    """One safetensors file, or several with an index."""
    if shards == 1:
        save_file(weights, target / "model.safetensors", metadata={"format": "pt"})
        return
    names, index = sorted(weights), {}
    for number in range(shards):
        file = f"model-{number + 1:05d}-of-{shards:05d}.safetensors"
        part = {name: weights[name] for name in names[number::shards]}
        save_file(part, target / file, metadata={"format": "pt"})
        index.update(dict.fromkeys(part, file))
    total = sum(t.numel() * t.element_size() for t in weights.values())
    write_json(target / peer_checks.INDEX_NAME, {"metadata": {"total_size": total}, "weight_map": index})


def write_settings(golden, target):
    """Configuration, processor and tokenizer files."""
    source = golden / "checkpoints" / "llava-hf"
    config = peer_checks.read_json(source / "config.json")
    image = config["image_token_index"]
    vision = config["vision_config"]
    shutil.copyfile(source / "tokenizer.model", target / "tokenizer.model")
    write_json(target / "config.json", {**config, "dtype": config["torch_dtype"], "pad_token_id": image + 1, "prumerge": {"reducer": "prumerge"},
                                        "image_seq_length": (vision["image_size"] // vision["patch_size"]) ** 2, "tie_word_embeddings": False})
    write_json(target / "generation_config.json", {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": image + 1})
    seen = peer_checks.read_json(golden / "checkpoints" / "clip" / "preprocessor_config.json")
    size = vision["image_size"]
    write_json(target / "preprocessor_config.json", {
        "image_processor_type": "LlavaImageProcessor", "processor_class": "LlavaProcessor", "do_pad": True, "do_convert_rgb": True,
        "do_resize": True, "size": {"shortest_edge": size}, "resample": 3, "do_center_crop": True, "crop_size": {"height": size, "width": size},
        "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True, "image_mean": seen["image_mean"], "image_std": seen["image_std"]})
    write_json(target / "processor_config.json", {
        "processor_class": "LlavaProcessor", "image_token": "<image>", "num_additional_image_tokens": 1,
        "patch_size": vision["patch_size"], "vision_feature_select_strategy": "default"})
    special = {0: "<unk>", 1: "<s>", 2: "</s>", image: "<image>", image + 1: "<pad>"}
    write_json(target / "tokenizer.json", tokenizer_json(target / "tokenizer.model", special))
    write_json(target / "tokenizer_config.json", {
        "tokenizer_class": "LlamaTokenizer", "processor_class": "LlavaProcessor", "legacy": True, "add_bos_token": True, "add_eos_token": False,
        "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>", "extra_special_tokens": {"image_token": "<image>"},
        "added_tokens_decoder": {str(i): added(t) for i, t in special.items()}, "clean_up_tokenization_spaces": False,
        "model_max_length": 2048, "padding_side": "left"})
    write_json(target / "special_tokens_map.json", {"bos_token": added("<s>"), "eos_token": added("</s>"), "unk_token": added("<unk>"),
                                                    "pad_token": added("<pad>"), "image_token": "<image>"})
    write_json(target / "added_tokens.json", {"<image>": image, "<pad>": image + 1})
    (target / "chat_template.jinja").write_text(TEMPLATE, encoding="utf-8")


def added(content):
    """A special token as tokenizer files describe it."""
    return {"content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}


def tokenizer_json(model_file, special):
    """The content of tokenizer.json for a SentencePiece BPE model, in the layout of LLaMA's own legacy file."""
    model = sentencepiece.SentencePieceProcessor(model_file=str(model_file))
    pieces = [model.id_to_piece(i) for i in range(model.get_piece_size())]
    vocabulary = {piece: i for i, piece in enumerate(pieces)}
    merges = []
    for i, piece in enumerate(pieces):
        if not (model.is_byte(i) or model.is_control(i) or model.is_unknown(i)):
            cuts = [(piece[:k], piece[k:]) for k in range(1, len(piece)) if piece[:k] in vocabulary and piece[k:] in vocabulary]
            merges += [(model.get_score(i), cut) for cut in sorted(cuts, key=lambda c: (vocabulary[c[0]], vocabulary[c[1]]))]
    merges.sort(key=lambda m: (m[0], len(m[1][0]), len(m[1][1])), reverse=True)
    begin = {"SpecialToken": {"id": "<s>", "type_id": 0}}
    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{"id": i, **added(t)} for i, t in special.items()],
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"},
                                                           {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
        "pre_tokenizer": None,
        "post_processor": {"type": "TemplateProcessing", "single": [begin, {"Sequence": {"id": "A", "type_id": 0}}],
                           "pair": [begin, {"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                           "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}},
        "decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"},
                                                     {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
        "model": {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None, "end_of_word_suffix": None,
                  "fuse_unk": True, "byte_fallback": True, "vocab": vocabulary, "merges": [" ".join(cut) for _, cut in merges]},
    }


def write_checksums(target):
    """checksums.sha256 over everything else in the folder."""
    (target / "checksums.sha256").unlink(missing_ok=True)
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in sorted(target.iterdir())]
    (target / "checksums.sha256").write_text("".join(lines), encoding="utf-8")


def write_json(path, value):
    """A JSON file in UTF-8."""
    Path(path).write_text(json.dumps(value, indent=2, ensure_ascii=False), encoding="utf-8")
