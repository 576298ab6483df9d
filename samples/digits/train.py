#!/usr/bin/python3
"""Trains a small CNN on scikit-learn's bundled handwritten digits and writes everything beside this script:
the ONNX model, the held-out set, one held-out PNG per digit, the labels and the accuracy to be reached.

Needs python3-torch, python3-sklearn and python3-onnx (Debian 12). Two runs on one machine give the same files."""
import pathlib, struct, zlib
import numpy as np, torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

HERE = pathlib.Path(__file__).resolve().parent
NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
EPOCHS, BATCH, OPSET = 60, 32, 17


class Digits(torch.nn.Module):
    """image [batch, 1, 8, 8] in 0..1 -> probabilities [batch, 10]."""

    def __init__(self):
        super().__init__()
        self.features = torch.nn.Sequential(
            torch.nn.Conv2d(1, 16, 3, padding=1), torch.nn.ReLU(),
            torch.nn.Conv2d(16, 32, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
            torch.nn.Conv2d(32, 32, 3, padding=1), torch.nn.ReLU(), torch.nn.Flatten())
        self.classify = torch.nn.Linear(32 * 4 * 4, 10)

    def logits(self, image):
        return self.classify(self.features(image))

    def forward(self, image):
        return torch.softmax(self.logits(image), dim=1)


def train(images, labels):
    """Adam with a cosine schedule; every image is shifted by up to one pixel each time it is seen."""
    model, loss = Digits(), torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
    for _ in range(EPOCHS):
        for pick in torch.randperm(len(images)).split(BATCH):
            dy, dx = torch.randint(-1, 2, (2,)).tolist()
            optimizer.zero_grad()
            loss(model.logits(images[pick].roll((dy, dx), (2, 3))), labels[pick]).backward()
            optimizer.step()
        schedule.step()
    return model.eval()


def write_png(path, grey):
    """8-bit grey PNG of a [height, width] uint8 array."""
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", grey.shape[1], grey.shape[0], 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in grey)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def main():
    torch.manual_seed(0)
    torch.set_num_threads(1)
    digits = load_digits()
    images = (digits.images / 16).astype(np.float32)[:, None]
    train_x, test_x, train_y, test_y = train_test_split(images, digits.target, test_size=0.2, random_state=0, stratify=digits.target)
    model = train(torch.from_numpy(train_x), torch.from_numpy(train_y))
    with torch.no_grad():
        probabilities = model(torch.from_numpy(test_x)).numpy()
    right = probabilities.argmax(1) == test_y

    torch.onnx.export(model, torch.from_numpy(test_x[:1]), str(HERE / "digits.onnx"), opset_version=OPSET,
                      input_names=["image"], output_names=["probabilities"],
                      dynamic_axes={"image": {0: "batch"}, "probabilities": {0: "batch"}})
    np.save(HERE / "test-images.npy", test_x)
    np.save(HERE / "test-labels.npy", test_y.astype(np.int64))
    (HERE / "labels.txt").write_text("".join(f"{name}\n" for name in NAMES))
    (HERE / "accuracy.txt").write_text(f"{right.mean():.4f}\n")
    for digit, name in enumerate(NAMES):                    # the first held-out image of each digit, right or wrong
        write_png(HERE / f"{name}.png", np.round(test_x[test_y == digit][0, 0] * 255).astype(np.uint8))
    print(f"{right.sum()} of {len(right)} held-out digits right ({right.mean():.4f})")


if __name__ == "__main__":
    main()
