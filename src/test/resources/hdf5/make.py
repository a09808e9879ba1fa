"""Makes h5py.h5 beside this file: the number of configuration i, row r, column c is i + r / 4 + c / 64."""

from pathlib import Path

import h5py
import numpy as np

i, r, c = np.meshgrid(np.arange(20), np.arange(3), np.arange(4), indexing="ij")
x = i + r / 4 + c / 64
with h5py.File(Path(__file__).parent / "h5py.h5", "w", track_order=False) as f:
    f["plain"] = x
    f["single"] = x.astype("<f4")
    f["big"] = x.astype(">f8")
    f["last"] = np.moveaxis(x, 0, -1)
    f["chains"] = x.reshape(4, 5, 3, 4)
    f.create_dataset("gzip", data=x, chunks=(7, 2, 3), compression="gzip", shuffle=True, fletcher32=True)
    f.create_dataset("lzf", data=x.astype(">f4"), chunks=(8, 3, 4), compression="lzf")
    f.create_dataset("growing", data=x, chunks=(3, 3, 4), maxshape=(None, 3, 4))
    f.create_dataset("lastInChunks", data=np.moveaxis(x, 0, -1), chunks=(2, 3, 7))
    f.create_dataset("chainsInChunks", data=x.reshape(4, 5, 3, 4), chunks=(3, 2, 3, 3))
    z = x + 1j * (100 + x)
    f["complex"] = z
    f["complexLast"] = np.moveaxis(z, 0, -1)
    f["complexChains"] = z.reshape(4, 5, 3, 4)
    f.create_dataset("complexInChunks", data=z.astype(">c8"), chunks=(7, 2, 3), compression="gzip", shuffle=True)
    f.create_dataset("complexLastInChunks", data=np.moveaxis(z, 0, -1), chunks=(2, 3, 7))
    f["parts"] = np.stack([z.real, z.imag], axis=-1)
    f["otherPairs"] = np.zeros((20, 3, 4), np.dtype([("r", "f8"), ("i", "f4")]))
    f["half"] = x.astype("f2")
    f["whole"] = i
    f["text"] = "a text"
    f["none"] = np.zeros((0, 3, 4))
    f["nan"] = np.where(x == 7, np.nan, x)
    f["link"] = h5py.SoftLink("/plain")
    f["broken"] = h5py.SoftLink("/nowhere")
    f["external"] = h5py.ExternalLink("other.h5", "/x")
    f.create_dataset("unwritten", shape=(20, 3, 4), dtype="f8")
    f.create_dataset("huge", shape=(10**9, 16, 16), chunks=(10, 16, 16), dtype="f8")
    half = f.create_dataset("holes", shape=(20, 3, 4), chunks=(10, 3, 4), dtype="f8", compression="gzip")
    half[:10] = x[:10]
    run = f.create_group("run/1")
    run["phi"] = x
    run.create_dataset("chain", data=np.arange(20, dtype="u8") % 4, chunks=(6,), compression="gzip")
    run["step"] = np.arange(20) // 4 * 10.0
    run["accepted"] = np.arange(20) % 3 == 0
    short = f.create_group("short")
    short["phi"] = x
    short["chain"] = np.zeros(19, "i8")
    fractions = f.create_group("fractions")
    fractions["phi"] = x
    fractions["step"] = np.arange(20) / 2
