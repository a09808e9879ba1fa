package org.fieldbeam.beam.shard;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.beam.sdk.coders.CustomCoder;

/** Coder of arrays of doubles: the length, then the values big-endian, in blocks. */
public final class DoublesCoder extends CustomCoder<double[]> {
  private static final long serialVersionUID = 1L;
  private static final int BLOCK = 1024;

  @Override
  public void encode(double[] values, OutputStream stream) throws IOException {
    new DataOutputStream(stream).writeInt(values.length);
    ByteBuffer block = ByteBuffer.allocate(BLOCK * Double.BYTES);
    for (int from = 0; from < values.length; from += BLOCK) {
      int n = Math.min(BLOCK, values.length - from);
      block.asDoubleBuffer().put(values, from, n);
      stream.write(block.array(), 0, n * Double.BYTES);
    }
  }

  @Override
  public double[] decode(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    double[] values = new double[in.readInt()];
    ByteBuffer block = ByteBuffer.allocate(BLOCK * Double.BYTES);
    for (int from = 0; from < values.length; from += BLOCK) {
      int n = Math.min(BLOCK, values.length - from);
      in.readFully(block.array(), 0, n * Double.BYTES);
      block.asDoubleBuffer().get(values, from, n);
    }
    return values;
  }

  @Override
  public void verifyDeterministic() {}
}
