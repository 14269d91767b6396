"""Writes rows of gradients for network.gradients: one row for each batch (docs/gradients.md). Needs torch and numpy.

    python3 export_gradients.py network.pt samples.npz gradients --batch-size 16 --rows 500
"""
import argparse, hashlib, json, pathlib, struct
import numpy as np, torch


def write(path, tensors, metadata):
    """Safetensors: 8 bytes of header length, the header, the data."""
    header, offset = {"__metadata__": metadata}, 0
    for name, array in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset := offset + array.nbytes]}
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in tensors.values():
            file.write(np.ascontiguousarray(array, "<f4"))


options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
options.add_argument("network", help="TorchScript; any module with named parameters does")
options.add_argument("samples", help=".npz with inputs and targets, as the network and its loss take them")
options.add_argument("folder", type=pathlib.Path)
options.add_argument("--batch-size", type=int, default=16)
options.add_argument("--rows", type=int, default=500)
options.add_argument("--rows-per-file", type=int, default=64)
o = options.parse_args()

network = torch.jit.load(o.network).eval()  # eval: the gradients of the network that is pruned
samples = np.load(o.samples)
inputs, targets = torch.from_numpy(samples["inputs"]), torch.from_numpy(samples["targets"])
weights = {name: p for name, p in network.named_parameters() if p.dim() >= 2}
o.folder.mkdir(parents=True)
for first in range(0, o.rows, o.rows_per_file):
    rows = range(first, min(o.rows, first + o.rows_per_file))
    tile = {name: np.empty((len(rows), *p.shape), np.float32) for name, p in weights.items()}
    for row in rows:  # the gradient of the batch's mean loss
        batch = slice(row * o.batch_size, (row + 1) * o.batch_size)
        loss = torch.nn.functional.cross_entropy(network(inputs[batch]), targets[batch])
        for name, gradient in zip(weights, torch.autograd.grad(loss, weights.values())):
            tile[name][row - first] = gradient.numpy()
    write(o.folder / f"rows-{first:06}.safetensors", tile, {"chita.first_row": str(first), "chita.rows": str(o.rows)})
sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(o.folder.glob("*.safetensors"))]
(o.folder / "SHA256SUMS").write_text("".join(sums))
