"""The same image transformation network in PyTorch, for bench/fast. Arguments: the folder with the network (see main.ts),
how many runs after the first, and the number of threads. Prints one JSON object."""

import json
import os
import resource
import sys
import time

import torch
from torch.nn import functional

MIDDLE, UNIT, RANGE, EPSILON = 127.5, 64, 150, 1e-5


def main():
    folder, runs, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    with open(os.path.join(folder, "manifest.json")) as file:
        manifest = json.load(file)
    parameters, start = {}, 0
    count = sum(torch.Size(entry["shape"]).numel() for entry in manifest["parameters"])
    everything = torch.from_file(os.path.join(folder, "parameters"), shared=False, size=count)
    for entry in manifest["parameters"]:
        size = torch.Size(entry["shape"]).numel()
        parameters[entry["name"]] = everything[start : start + size].reshape(entry["shape"])
        start += size
    side = manifest["size"]
    channels = manifest["channels"]
    photo = torch.from_file(os.path.join(folder, "photo"), shared=False, size=channels * side * side)
    photo = photo.reshape(1, side, side, channels).permute(0, 3, 1, 2).contiguous()
    photo, noise = photo[:, :3], photo[:, 3:]
    kernels = {
        name: value.permute(3, 2, 0, 1).contiguous() if not name.endswith("depthwise") else value.permute(2, 3, 0, 1).contiguous()
        for name, value in parameters.items()
        if value.dim() == 4
    }

    def convolve(maps, layer):
        name, side, stride = layer["name"], layer["side"], layer["stride"]
        border = (side - 1) // 2

        def around(x):
            if layer["enlarge"] > 1:
                x = functional.interpolate(x, scale_factor=layer["enlarge"], mode="nearest")
            return functional.pad(x, [border] * 4, mode="reflect")

        if not layer["separable"]:
            maps = functional.conv2d(around(maps), kernels[f"{name}/kernel"], stride=stride)
        else:
            depthwise, pointwise = kernels[f"{name}/depthwise"], kernels[f"{name}/pointwise"]
            if layer["enlarge"] > 1:
                maps = functional.conv2d(maps, pointwise)
            maps = functional.conv2d(around(maps), depthwise, stride=stride, groups=depthwise.shape[0])
            if layer["enlarge"] == 1:
                maps = functional.conv2d(maps, pointwise)
        if layer["normalised"]:
            scale, shift = parameters[f"{name}/scale"], parameters[f"{name}/shift"]
            maps = functional.instance_norm(maps, weight=scale, bias=shift, eps=EPSILON)
        else:
            maps = maps + parameters[f"{name}/bias"].reshape(1, -1, 1, 1)
        return functional.relu_(maps) if layer["rectified"] else maps

    def paint():
        maps, results = torch.cat([(photo - MIDDLE) / UNIT, noise], 1), {}
        for step in manifest["steps"]:
            if step["kind"] == "residual":
                inner = maps
                for layer in step["convolutions"]:
                    inner = convolve(inner, layer)
                maps = maps + inner
            else:
                maps = convolve(maps, step)
                if "skip" in step:
                    maps = maps + results[step["skip"]]
                results[step["name"]] = maps
        return MIDDLE + RANGE * torch.tanh(maps)

    seconds = []
    with torch.no_grad():
        for _ in range(runs + 1):
            start = time.perf_counter()
            painted = paint()
            seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    change = (painted - photo).abs().mean().item()
    print(json.dumps({"change": change, "first": seconds[0], "seconds": seconds[1:], "peakBytes": peak}))


main()
