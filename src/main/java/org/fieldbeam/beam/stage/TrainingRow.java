package org.fieldbeam.beam.stage;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Comparator;
import org.apache.beam.sdk.coders.CustomCoder;

/**
 * A normalised configuration on its way through the shuffle; without a field it only says that its
 * shard exists.
 *
 * @param order random number that the rows of a shard are sorted by
 */
public record TrainingRow(long order, long chain, long step, boolean validation, float[] field) {

  /** Random order; chain and step decide between equal random numbers. */
  static final Comparator<TrainingRow> ORDER =
      Comparator.comparingLong(TrainingRow::order)
          .thenComparingLong(TrainingRow::chain)
          .thenComparingLong(TrainingRow::step);

  /** The row that makes a shard exist even if no configuration falls to it. */
  public static TrainingRow empty() {
    return new TrainingRow(0, 0, 0, false, new float[0]);
  }

  boolean isEmpty() {
    return field.length == 0;
  }

  /** Writes the values as they stand. */
  public static final class Coder extends CustomCoder<TrainingRow> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(TrainingRow row, OutputStream stream) throws IOException {
      DataOutputStream out = new DataOutputStream(stream);
      out.writeLong(row.order);
      out.writeLong(row.chain);
      out.writeLong(row.step);
      out.writeBoolean(row.validation);
      out.writeInt(row.field.length);
      ByteBuffer bytes = ByteBuffer.allocate(row.field.length * Float.BYTES);
      bytes.asFloatBuffer().put(row.field);
      out.write(bytes.array());
    }

    @Override
    public TrainingRow decode(InputStream stream) throws IOException {
      DataInputStream in = new DataInputStream(stream);
      long order = in.readLong();
      long chain = in.readLong();
      long step = in.readLong();
      boolean validation = in.readBoolean();
      float[] field = new float[in.readInt()];
      byte[] bytes = new byte[field.length * Float.BYTES];
      in.readFully(bytes);
      ByteBuffer.wrap(bytes).asFloatBuffer().get(field);
      return new TrainingRow(order, chain, step, validation, field);
    }

    @Override
    public void verifyDeterministic() {}
  }
}
