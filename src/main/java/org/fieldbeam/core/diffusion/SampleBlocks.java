package org.fieldbeam.core.diffusion;

/** Cuts a batch into blocks whose working set stays in the cache of one core. */
final class SampleBlocks {
  /**
   * Doubles of one field array per block: 256 KiB, so that the few arrays of a step share an L2
   * cache.
   */
  private static final int BLOCK_DOUBLES = 1 << 15;

  private static final int MAX_BLOCK = 256;

  private SampleBlocks() {}

  interface Block {
    void run(int from, int size);
  }

  static void run(int volume, int batch, Block block) {
    int size = Math.max(8, Math.min(MAX_BLOCK, BLOCK_DOUBLES / volume));
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

  static void gather(
      double[] batchFields, int batch, int from, double[] block, int size, int volume) {
    for (int site = 0; site < volume; site++) {
      System.arraycopy(batchFields, site * batch + from, block, site * size, size);
    }
  }
}
