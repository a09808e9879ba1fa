/**
 * Neural score models by PyTorch: networks, training, checkpoints, TorchScript in and out. The only
 * package that imports PyTorch.
 */
package org.fieldbeam.torch;
