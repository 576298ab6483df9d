#!/usr/bin/python3
"""Exports well-known networks with seeded random weights from PyTorch to ONNX, as users of torch.onnx.export get them (opset 17, fixed sizes, batch 1).

usage: export_models.py OUT_DIR [NAME...]

Writes OUT_DIR/NAME.onnx for each name, by default for all. Convolutional networks are torchvision's; their batch norms get the statistics of random images, slightly
disturbed, so that activations keep their size from layer to layer. Transformers are written out below with the layers of their publications.
Needs Debian's python3-torch (1.13) and python3-torchvision."""
import argparse
import pathlib
import warnings

import torch
import torchvision
from torch import nn
from torch.nn import functional


class Attention(nn.Module):
    """Attention over all tokens, with queries, keys and values from products of their own."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.dense = (nn.Linear(width, width) for _ in range(4))

    def split(self, x):
        return x.view(x.size(0), x.size(1), self.heads, -1).permute(0, 2, 1, 3)

    def forward(self, x, mask):
        query, key, value = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        scores = query @ key.transpose(-1, -2) / query.size(-1) ** 0.5 + mask
        mixed = functional.softmax(scores, dim=-1) @ value
        return self.dense(mixed.permute(0, 2, 1, 3).reshape(x.shape))


class EncoderLayer(nn.Module):
    """Attention and a two-layer network with GELU, each added to its input and normalised after that."""

    def __init__(self, width, heads):
        super().__init__()
        self.attention, self.attention_norm = Attention(width, heads), nn.LayerNorm(width, eps=1e-12)
        self.up, self.down, self.norm = nn.Linear(width, 4 * width), nn.Linear(4 * width, width), nn.LayerNorm(width, eps=1e-12)

    def forward(self, x, mask):
        x = self.attention_norm(x + self.attention(x, mask))
        return self.norm(x + self.down(functional.gelu(self.up(x))))


class Encoder(nn.Module):
    """BERT (Devlin et al. 2018), or with a padding token RoBERTa (Liu et al. 2019), which counts positions from the tokens that are no padding."""

    def __init__(self, vocabulary, positions, padding=None, width=768, layers=12, heads=12):
        super().__init__()
        self.padding = padding
        self.words, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(positions, width)
        self.types = nn.Embedding(2 if padding is None else 1, width)
        self.norm, self.pooler = nn.LayerNorm(width, eps=1e-12), nn.Linear(width, width)
        self.layers = nn.ModuleList(EncoderLayer(width, heads) for _ in range(layers))

    def position_of(self, tokens):
        if self.padding is None:
            return torch.arange(tokens.size(1)).unsqueeze(0)
        present = (tokens != self.padding).int()
        return (torch.cumsum(present, dim=1).type_as(present) * present).long() + self.padding

    def forward(self, input_ids, attention_mask, token_type_ids=None):
        types = torch.zeros_like(input_ids) if token_type_ids is None else token_type_ids
        x = self.norm(self.words(input_ids) + self.types(types) + self.positions(self.position_of(input_ids)))
        mask = (1 - attention_mask[:, None, None, :].float()) * torch.finfo(torch.float32).min
        for layer in self.layers:
            x = layer(x, mask)
        return x, torch.tanh(self.pooler(x[:, 0]))


class DecoderLayer(nn.Module):
    """A layer of GPT-2: normalised before attention and network, one product for queries, keys and values, GELU by its tanh approximation."""

    def __init__(self, width, heads, context):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.projection = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.register_buffer("causal", torch.tril(torch.ones(context, context, dtype=torch.bool))[None, None])

    def split(self, x):
        return x.view(x.size(0), x.size(1), self.heads, -1).permute(0, 2, 1, 3)

    def attend(self, x, past_key, past_value):
        query, key, value = (self.split(part) for part in self.qkv(x).chunk(3, dim=-1))
        key, value = torch.cat((past_key, key), dim=-2), torch.cat((past_value, value), dim=-2)
        scores = query @ key.transpose(-1, -2) / value.size(-1) ** 0.5
        tokens, all_tokens = query.size(-2), key.size(-2)
        seen = self.causal[:, :, all_tokens - tokens : all_tokens, :all_tokens]
        scores = torch.where(seen, scores, torch.tensor(torch.finfo(scores.dtype).min))
        mixed = functional.softmax(scores, dim=-1) @ value
        return self.projection(mixed.permute(0, 2, 1, 3).reshape(x.shape)), key, value

    def forward(self, x, past_key, past_value):
        attended, key, value = self.attend(self.norm1(x), past_key, past_value)
        x = x + attended
        up = self.up(self.norm2(x))
        gelu = 0.5 * up * (1.0 + torch.tanh((2 / torch.pi) ** 0.5 * (up + 0.044715 * torch.pow(up, 3.0))))
        return x + self.down(gelu), key, value


class Decoder(nn.Module):
    """GPT-2 (Radford et al. 2019) for the next token: takes the keys and values of the tokens before and gives them back with the new one's."""

    def __init__(self, vocabulary=50257, context=1024, width=768, layers=12, heads=12):
        super().__init__()
        self.words, self.positions, self.norm = nn.Embedding(vocabulary, width), nn.Embedding(context, width), nn.LayerNorm(width)
        self.layers = nn.ModuleList(DecoderLayer(width, heads, context) for _ in range(layers))

    def forward(self, input_ids, *past):
        before = past[0].size(-2)
        x = self.words(input_ids) + self.positions(torch.arange(before, before + input_ids.size(1)).unsqueeze(0))
        present = []
        for i, layer in enumerate(self.layers):
            x, key, value = layer(x, past[2 * i], past[2 * i + 1])
            present += [key, value]
        return (functional.linear(self.norm(x), self.words.weight), *present)


def randomize(model):
    """Weights of transformers as they are initialised for training, but with norms and biases that do something."""
    for module in model.modules():
        if isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.05)
        elif isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=module.in_features**-0.5)
            nn.init.normal_(module.bias, std=0.02)
        elif isinstance(module, nn.LayerNorm):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, std=0.1)
    return model


def calibrate(model):
    """Gives batch norms random scales and the statistics of random images, disturbed by some percent."""
    norms = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    for norm in norms:
        nn.init.uniform_(norm.weight, 0.5, 1.5)
        nn.init.normal_(norm.bias, std=0.2)
        norm.momentum = 1.0
        norm.train()
    with torch.no_grad():
        model(torch.rand(4, 3, 224, 224))
    for norm in norms:
        norm.eval()
        norm.running_mean += 0.1 * norm.running_var.sqrt() * torch.randn_like(norm.running_mean)
        norm.running_var *= torch.empty_like(norm.running_var).uniform_(0.8, 1.25)
    return model


def image_network(make):
    return calibrate(make(weights=None).eval()), (torch.rand(1, 3, 224, 224),), ["image"], ["scores"]


def vision_transformer():
    model = torchvision.models.vit_b_16(weights=None).eval()
    nn.init.normal_(model.heads.head.weight, std=768**-0.5)
    return model, (torch.rand(1, 3, 224, 224),), ["image"], ["scores"]


def bert_base(tokens=256):
    arguments = torch.randint(0, 30522, (1, tokens)), torch.ones(1, tokens, dtype=torch.int64), torch.zeros(1, tokens, dtype=torch.int64)
    return randomize(Encoder(30522, 512)), arguments, ["input_ids", "attention_mask", "token_type_ids"], ["last_hidden_state", "pooler_output"]


def roberta_base(tokens=128):
    arguments = torch.randint(2, 50265, (1, tokens)), torch.ones(1, tokens, dtype=torch.int64)
    return randomize(Encoder(50265, 514, padding=1)), arguments, ["input_ids", "attention_mask"], ["last_hidden_state", "pooler_output"]


def gpt2_step(past_tokens=256, layers=12, heads=12):
    names = [f"{what}_{i}" for i in range(layers) for what in ("key", "value")]
    past = [torch.randn(1, heads, past_tokens, 64) for _ in names]
    return randomize(Decoder()), (torch.randint(0, 50257, (1, 1)), *past), ["input_ids"] + [f"past_{n}" for n in names], ["logits"] + [f"present_{n}" for n in names]


MODELS = {
    "bert-base-256": bert_base,
    "roberta-base-128": roberta_base,
    "gpt2-step-256": gpt2_step,
    "vit-b-16": vision_transformer,
    "resnet50": lambda: image_network(torchvision.models.resnet50),
    "mobilenet-v3-large": lambda: image_network(torchvision.models.mobilenet_v3_large),
    "efficientnet-b0": lambda: image_network(torchvision.models.efficientnet_b0),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out_dir", type=pathlib.Path)
    parser.add_argument("names", nargs="*", metavar="NAME", default=list(MODELS), help=", ".join(MODELS))
    args = parser.parse_args()
    if unknown := set(args.names) - set(MODELS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(MODELS)}")
    # Sizes are fixed on purpose.
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
    for name in args.names:
        torch.manual_seed(0)
        model, arguments, inputs, outputs = MODELS[name]()
        file = args.out_dir / f"{name}.onnx"
        part = file.with_suffix(".part")
        torch.onnx.export(model.eval(), arguments, str(part), opset_version=17, input_names=inputs, output_names=outputs)
        part.rename(file)
        print(f"{file}: {file.stat().st_size >> 20} MiB")


if __name__ == "__main__":
    main()
