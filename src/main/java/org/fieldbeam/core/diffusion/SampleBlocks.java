package org.fieldbeam.core.diffusion;

import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.lattice.Lattice;

/** Cuts a batch into blocks whose working set stays in the cache of one core. */
final class SampleBlocks {
  private SampleBlocks() {}

  interface Block {
    void run(int from, int size);
  }

  /** The number of fields of one transform, so that a block fills its arrays. */
  static int size(Lattice lattice) {
    return 2 * BatchFft.preferredWidth(lattice);
  }

  static void run(Lattice lattice, int batch, Block block) {
    int size = size(lattice);
    for (int from = 0; from < batch; from += size) {
      block.run(from, Math.min(size, batch - from));
    }
  }

  static void scatter(
      double[] block, int size, double[] batchFields, int batch, int from, int volume) {
    for (int site = 0; site < volume; site++) {
      System.arraycopy(block, site * size, batchFields, site * batch + from, size);
    }
  }
}
