"""PyTorch's side of the benchmark of token reduction: PruMerge+ as its released code computes it at inference, adaptive,
every image by itself, on what ReductionBench.java wrote.

Arguments: folder, threads. Lines: "loop" goes through kept tokens one by one and puts together keys, features and attention of
all others for each, as the released code does; "lean-loop" puts together the keys only; "vectorised" does all tokens, and all
images, at once; "compare" answers with the largest relative difference of any of them to our tokens.
Run by bench.py.
"""

import sys

import torch

from peer import load, serve

IMAGES, PATCHES, CHANNELS, NEIGHBOURS = 8, 576, 1024, 32


def attention(query, keys):
    """Attention of the class token to the patches [images, patches]: one softmax over the full width, class key included."""
    logits = torch.einsum("bc,bnc->bn", query, keys) * CHANNELS ** -0.5
    return logits.softmax(-1)[:, 1:]


def outliers(weights):
    """Patches of each image above the upper Tukey fence."""
    lower, upper = torch.quantile(weights, torch.tensor([0.25, 0.75]), dim=-1)
    return (weights > (upper + 1.5 * (upper - lower)).unsqueeze(-1)).sum(-1)


def kept(weights, count):
    """Indices of an image's kept patches: the outliers by attention, then a stride of a third of what their share gives."""
    top = weights.topk(count).indices
    spatial = torch.arange(0, PATCHES - 1, int(int(PATCHES / count) / 3))
    return torch.cat([top, spatial[~torch.isin(spatial, top)]])


def one_by_one(query, keys, features, tokens_of):
    """Goes through images; tokens_of makes the tokens of one from its kept and pruned patches."""
    weights = attention(query, keys)
    normed = torch.nn.functional.normalize(keys[:, 1:], dim=-1)
    results = []
    for image, count in enumerate(outliers(weights).tolist()):
        centres = kept(weights[image], count)
        chosen = torch.zeros(PATCHES, dtype=torch.bool)
        chosen[centres] = True
        pruned = torch.arange(PATCHES)[~chosen]
        tokens = tokens_of(weights[image], normed[image], features[image], centres, pruned)
        tokens.append(weights[image][pruned] @ features[image][pruned])
        results.append(torch.stack(tokens))
    return results


def loop(query, keys, features):
    def tokens_of(weights, normed, features, centres, pruned):
        parts = [(values[centres].unsqueeze(0), values[pruned].unsqueeze(0)) for values in (normed, features, weights)]
        tokens = []
        for place, centre in enumerate(centres):
            other_keys, other_features, other_weights = (
                torch.cat([own[:, :place], own[:, place + 1:], rest], dim=1) for own, rest in parts)
            similar = torch.bmm(normed[centre].view(1, 1, -1), other_keys.transpose(1, 2))
            near = similar.topk(NEIGHBOURS, dim=2).indices.squeeze()
            merged = torch.sum(other_features[:, near] * other_weights[:, near].unsqueeze(-1), dim=1)
            tokens.append(features[centre] + merged[0])
        return tokens

    return one_by_one(query, keys, features, tokens_of)


def lean_loop(query, keys, features):
    def tokens_of(weights, normed, features, centres, pruned):
        tokens = []
        for centre in centres:
            others = torch.cat([centres[centres != centre], pruned])
            near = others[(normed[centre] @ normed[others].T).topk(NEIGHBOURS).indices]
            tokens.append(features[centre] + weights[near] @ features[near])
        return tokens

    return one_by_one(query, keys, features, tokens_of)


def vectorised(query, keys, features):
    """Everything in batched operations: rows of images with fewer tokens are padded, and cut off at the end."""
    weights = attention(query, keys)
    chosen = [kept(row, count) for row, count in zip(weights, outliers(weights).tolist())]
    lengths = [len(row) for row in chosen]
    centres = torch.nn.utils.rnn.pad_sequence(chosen, batch_first=True)
    normed = torch.nn.functional.normalize(keys[:, 1:], dim=-1)
    own = normed.gather(1, centres.unsqueeze(-1).expand(-1, -1, CHANNELS))
    similar = torch.bmm(own, normed.transpose(1, 2))
    similar.scatter_(2, centres.unsqueeze(-1), -torch.inf)
    near = similar.topk(NEIGHBOURS, sorted=False).indices
    merge = torch.zeros(len(lengths), centres.shape[1] + 1, PATCHES)
    rows = merge[:, :-1]
    rows.scatter_(2, near, weights.unsqueeze(1).expand(-1, centres.shape[1], -1).gather(2, near))
    rows.scatter_(2, centres.unsqueeze(-1), 1.0)
    rest = weights.clone()
    for image, row in enumerate(chosen):
        rest[image, row] = 0
        merge[image, len(row)] = rest[image]
    tokens = torch.bmm(merge, features)
    return [tokens[image, :length + 1] for image, length in enumerate(lengths)]


def main():
    folder = sys.argv[1]
    torch.set_num_threads(int(sys.argv[2]))
    keys = torch.stack([load(folder, f"keys{i}", 1 + PATCHES, CHANNELS) for i in range(IMAGES)])
    query = torch.stack([load(folder, f"query{i}", CHANNELS) for i in range(IMAGES)])
    features = torch.stack([load(folder, f"features{i}", PATCHES, CHANNELS) for i in range(IMAGES)])
    variants = {"loop": loop, "lean-loop": lean_loop, "vectorised": vectorised}

    def compare():
        worst = 0.0
        for variant in variants.values():
            for image, tokens in enumerate(variant(query, keys, features)):
                ours = load(folder, f"tokens{image}", -1, CHANNELS)
                assert ours.shape == tokens.shape, f"image {image}: {ours.shape} and {tokens.shape}"
                worst = max(worst, ((ours - tokens).abs().max() / tokens.abs().max()).item())
        return worst

    @torch.no_grad()
    def act(line):
        return compare() if line == "compare" else sum(len(tokens) for tokens in variants[line](query, keys, features))

    serve(act)


main()
