import json

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import nn


def read(path):
    """The features (steps, features) and the label of each sequence."""
    rows = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.float32)
    sequences = [rows[rows[:, 0] == seq] for seq in np.unique(rows[:, 0])]
    return [(torch.from_numpy(s[:, 2:-1]), int(s[0, -1])) for s in sequences]


class Speaker(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(12, 32, batch_first=True)
        self.head = nn.Linear(32, 9)

    def forward(self, x):
        return self.head(self.gru(x)[0])


torch.manual_seed(1)
data = read("train.csv")
stacked = torch.cat([features for features, _ in data])
mean, deviation = stacked.mean(0), stacked.std(0)
model = Speaker()
optimizer = torch.optim.Adam(model.parameters(), 0.01)
for epoch in range(8):
    for index in torch.randperm(len(data)).tolist():
        features, label = data[index]
        logits = model((features - mean)[None] / deviation)[0, -1]
        loss = nn.functional.cross_entropy(logits, torch.tensor(label))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

names = open("train.csv").readline().strip().split(",")[2:-1]
channels = [{"name": name, "mean": float(m), "deviation": float(d)}
            for name, m, d in zip(names, mean, deviation)]
save_file(model.state_dict(), "speaker.safetensors",
          metadata={"swiftlet.inputs": json.dumps(channels)})

model.eval()
x = ((data[0][0] - mean) / deviation)[None]
with torch.no_grad():
    y = model(x)
with open("vectors.json", "w") as file:
    json.dump({"inputs": x.tolist(), "outputs": y.tolist()}, file)

torch.onnx.export(model, (x,), "speaker.onnx")

def torch_names(tensors, layer, number=0):
    """A recurrent layer's tensors under the names of torch.nn."""
    bias = tensors[f"layers.{layer}.bias"]
    hidden_bias = torch.zeros_like(bias)
    if f"layers.{layer}.bias_hn" in tensors:
        candidate = tensors[f"layers.{layer}.bias_hn"]
        hidden_bias[-len(candidate):] = candidate
    return {
        f"weight_ih_l{number}": tensors[f"layers.{layer}.weight_ih"],
        f"weight_hh_l{number}": tensors[f"layers.{layer}.weight_hh"],
        f"bias_ih_l{number}": bias,
        f"bias_hh_l{number}": hidden_bias,
    }


tensors = load_file("model.safetensors")
again = Speaker()
again.gru.load_state_dict(torch_names(tensors, 0))
again.head.load_state_dict({"weight": tensors["layers.1.weight"],
                            "bias": tensors["layers.1.bias"]})
with torch.no_grad():
    assert (again(x) - y).abs().max() < 1e-5
