"""PyTorch's side of the training-step benchmark: the arithmetic of StackBench.java in eager mode.

Arguments: folder with weights, vocabulary, comma-separated lengths, "dense" (no transformers, samples of equal length)
or "padded" (transformers' LlamaForCausalLM with peft, samples padded to the longest), threads. Lines: "step" runs forward
and backward, "train" makes an update by AdamW too. Run by bench.py.
"""

import sys

import torch
from torch import nn
from torch.nn import functional

from peer import load, serve

HIDDEN, LAYERS, HEADS, INTERMEDIATE, RANK, SCALING = 512, 8, 8, 1376, 16, 2.0
HEAD = HIDDEN // HEADS


class LoraLinear(nn.Module):
    def __init__(self, folder, path, width_in, width_out):
        super().__init__()
        self.weight = nn.Parameter(load(folder, path + ".weight", width_out, width_in), requires_grad=False)
        self.a = nn.Parameter(load(folder, path + ".lora_A.weight", RANK, width_in))
        self.b = nn.Parameter(load(folder, path + ".lora_B.weight", width_out, RANK))

    def forward(self, x):
        return functional.linear(x, self.weight) + functional.linear(functional.linear(x, self.a) * SCALING, self.b)


def norm(folder, path):
    layer = nn.RMSNorm(HIDDEN, eps=1e-6)
    layer.weight = nn.Parameter(load(folder, path + ".weight", HIDDEN), requires_grad=False)
    return layer


class Block(nn.Module):
    def __init__(self, folder, path):
        super().__init__()
        self.before = norm(folder, path + ".input_layernorm")
        self.after = norm(folder, path + ".post_attention_layernorm")
        sizes = {"q_proj": (HIDDEN, HIDDEN), "k_proj": (HIDDEN, HIDDEN), "v_proj": (HIDDEN, HIDDEN), "o_proj": (HIDDEN, HIDDEN)}
        for name, (a, b) in sizes.items():
            setattr(self, name, LoraLinear(folder, f"{path}.self_attn.{name}", a, b))
        self.gate = LoraLinear(folder, path + ".mlp.gate_proj", HIDDEN, INTERMEDIATE)
        self.up = LoraLinear(folder, path + ".mlp.up_proj", HIDDEN, INTERMEDIATE)
        self.down = LoraLinear(folder, path + ".mlp.down_proj", INTERMEDIATE, HIDDEN)

    def forward(self, x, cos, sin):
        y = self.before(x)
        batch, length, _ = x.shape
        q, k, v = (p(y).view(batch, length, HEADS, HEAD).transpose(1, 2) for p in (self.q_proj, self.k_proj, self.v_proj))
        q, k = turn(q, cos, sin), turn(k, cos, sin)
        mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.o_proj(mixed.transpose(1, 2).reshape(batch, length, HIDDEN))
        y = self.after(x)
        return x + self.down(functional.silu(self.gate(y)) * self.up(y))


def turn(x, cos, sin):
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1)


class Dense(nn.Module):
    def __init__(self, folder, vocabulary, lengths):
        super().__init__()
        length = lengths[0]
        assert set(lengths) == {length}, "dense samples are of equal length"
        self.blocks = nn.ModuleList(Block(folder, f"model.layers.{i}") for i in range(LAYERS))
        self.norm = norm(folder, "model.norm")
        self.head = nn.Parameter(load(folder, "lm_head.weight", vocabulary, HIDDEN), requires_grad=False)
        angles = torch.outer(torch.arange(length).float(), 10000.0 ** (-torch.arange(0, HEAD, 2).float() / HEAD))
        self.cos, self.sin = angles.cos(), angles.sin()
        self.inputs = load(folder, "embeddings", len(lengths), length, HIDDEN)
        self.labels = torch.stack([load(folder, f"labels{i}", length).long() for i in range(len(lengths))])
        self.count = (self.labels[:, 1:] != -100).sum().item()

    def forward(self):
        x = self.inputs
        for block in self.blocks:
            x = block(x, self.cos, self.sin)
        logits = functional.linear(self.norm(x), self.head)
        flat = logits[:, :-1].reshape(-1, logits.shape[-1])
        return functional.cross_entropy(flat, self.labels[:, 1:].reshape(-1), ignore_index=-100)


class Padded(nn.Module):
    """What LLaVA trains with: transformers and peft, each sample padded to the longest."""

    def __init__(self, folder, vocabulary, lengths):
        super().__init__()
        from peft import LoraConfig, get_peft_model
        from transformers import LlamaConfig, LlamaForCausalLM

        config = LlamaConfig(vocab_size=vocabulary, hidden_size=HIDDEN, intermediate_size=INTERMEDIATE, num_hidden_layers=LAYERS,
                             num_attention_heads=HEADS, rms_norm_eps=1e-6, max_position_embeddings=2048, use_cache=False)
        llama = LlamaForCausalLM(config)
        targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
        self.model = get_peft_model(llama, LoraConfig(r=RANK, lora_alpha=RANK * SCALING, target_modules=targets, lora_dropout=0.0))
        with torch.no_grad():
            for name, value in self.model.named_parameters():
                plain = name.replace("base_model.model.", "").replace(".base_layer", "").replace(".default", "")
                if not plain.startswith("model.embed_tokens"):
                    value.copy_(load(folder, plain, *value.shape))
        longest = max(lengths)
        values = load(folder, "embeddings", sum(lengths), HIDDEN)
        self.inputs = torch.zeros(len(lengths), longest, HIDDEN)
        self.labels = torch.full((len(lengths), longest), -100)
        self.mask = torch.zeros(len(lengths), longest, dtype=torch.long)
        start = 0
        for i, length in enumerate(lengths):
            self.inputs[i, :length] = values[start:start + length]
            self.labels[i, :length] = load(folder, f"labels{i}", length).long()
            self.mask[i, :length] = 1
            start += length
        self.count = (self.labels[:, 1:] != -100).sum().item()

    def forward(self):
        return self.model(inputs_embeds=self.inputs, attention_mask=self.mask, labels=self.labels).loss


def main():
    folder, vocabulary, lengths, kind = sys.argv[1], int(sys.argv[2]), [int(n) for n in sys.argv[3].split(",")], sys.argv[4]
    torch.set_num_threads(int(sys.argv[5]))
    model = (Dense if kind == "dense" else Padded)(folder, vocabulary, lengths)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=2e-4, weight_decay=0)

    def step(line):
        optimizer.zero_grad(set_to_none=True)
        loss = model()
        loss.backward()
        if line == "train":
            optimizer.step()
        return loss.item() * model.count

    serve(step)


main()
