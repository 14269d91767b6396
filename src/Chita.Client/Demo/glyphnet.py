"""Makes glyphnet.pt.gz, the untrained network of `chita demo`.

TorchSharp can train and save a TorchScript module but cannot create one that has parameters, so this one was made once, with
PyTorch 1.13 on the CPU (the hash seed fixes the order in which it writes constants):

    PYTHONHASHSEED=0 python3 glyphnet.py glyphnet.pt.gz

All its parameters are zero, so it compresses to a few KB; GlyphTraining.cs gives them their first values.
"""
import gzip
import io
import sys
import zipfile

import torch
import torch.nn as nn
import torch.nn.functional as F


class GlyphNet(nn.Module):
    """Images [batch, 1, 20, 20] to logits [batch, 10]."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 3)
        self.fc1 = nn.Linear(16 * 3 * 3, 96)
        self.fc2 = nn.Linear(96, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


network = GlyphNet().eval()
for parameter in network.parameters():
    nn.init.zeros_(parameter)

script = torch.jit.script(network)
saved = io.BytesIO()
torch.jit.save(script, saved)

# Without debug records (source positions of the machine that made them), times and file names: the same network gives the same bytes.
lean = io.BytesIO()
with zipfile.ZipFile(saved) as source, zipfile.ZipFile(lean, "w", zipfile.ZIP_STORED) as target:
    for entry in source.infolist():
        if not entry.filename.endswith(".debug_pkl"):
            target.writestr(zipfile.ZipInfo(entry.filename), source.read(entry))
with open(sys.argv[1], "wb") as file:
    file.write(gzip.compress(lean.getvalue(), 9, mtime=0))

print({name: tuple(p.shape) for name, p in script.named_parameters()})
print(sum(p.numel() for p in script.parameters() if p.dim() > 1), "prunable weights")
