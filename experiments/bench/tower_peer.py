"""transformers' side of the benchmark of the vision tower: CLIPVisionModel on what TowerBench.java wrote.

Arguments: folder, threads. Lines: "full" runs the model; "llava" runs it as LLaVA and PruMerge do, keeping all hidden states
and the last layer's keys and queries; "needed" runs no more than token reduction reads; "compare" answers with the largest
relative difference of the full model to our result. Run by bench.py.
"""

import sys

import torch
from transformers import CLIPVisionConfig, CLIPVisionModel

from peer import load, serve


def main():
    folder = sys.argv[1]
    torch.set_num_threads(int(sys.argv[2]))
    model = CLIPVisionModel(CLIPVisionConfig(hidden_size=1024, intermediate_size=4096, num_hidden_layers=24, num_attention_heads=16,
                                             image_size=336, patch_size=14, hidden_act="quick_gelu", layer_norm_eps=1e-5)).eval()
    with torch.no_grad():
        for name, value in model.named_parameters():
            canonical = name if name.startswith("vision_model.") else "vision_model." + name
            if "post_layernorm" not in name:
                value.copy_(load(folder, canonical, *value.shape))
    pixels = load(folder, "pixels", 1, 3, 336, 336)
    body = getattr(model, "vision_model", model)
    last = body.encoder.layers[-1]

    def needed():
        hidden = body.pre_layrnorm(body.embeddings(pixels))
        for layer in body.encoder.layers[:-1]:
            hidden = layer(hidden, None)
            hidden = hidden[0] if isinstance(hidden, tuple) else hidden
        normed = last.layer_norm1(hidden)
        last.self_attn.q_proj(normed[:, :1])
        return last.self_attn.k_proj(normed)

    def llava():
        taken = {}
        hooks = [getattr(last.self_attn, name).register_forward_hook(lambda module, given, out, name=name: taken.update({name: out}))
                 for name in ("k_proj", "q_proj")]
        model(pixels, output_hidden_states=True).hidden_states[-2]
        for hook in hooks:
            hook.remove()
        return taken["k_proj"]

    def compare():
        ours, theirs = load(folder, "hidden", 1, 577, 1024), model(pixels).last_hidden_state
        return ((ours - theirs).abs().max() / theirs.abs().max()).item()

    @torch.no_grad()
    def act(line):
        if line == "compare":
            return compare()
        result = dict(full=lambda: model(pixels).last_hidden_state, llava=llava, needed=needed)[line]()
        return result.flatten()[-1].item()

    serve(act)


main()
