package org.fieldbeam.beam;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.fieldbeam.beam.shard.DoublesCoder;
import org.fieldbeam.data.row.Configuration;

/**
 * Coder of configurations: the columns in their order; a bit set says which of the last are there.
 */
public final class ConfigurationCoder extends CustomCoder<Configuration> {
  private static final long serialVersionUID = 1L;
  private static final DoublesCoder DOUBLES = new DoublesCoder();

  private static final int ACTION = 1;
  private static final int DELTA_H = 2;
  private static final int LOG_Q = 4;
  private static final int LOG_WEIGHT = 8;
  private static final int ACCEPTED_KNOWN = 16;
  private static final int ACCEPTED = 32;

  private ConfigurationCoder() {}

  /** The coder. */
  public static ConfigurationCoder of() {
    return new ConfigurationCoder();
  }

  @Override
  public void encode(Configuration value, OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeLong(value.chain());
    out.writeLong(value.step());
    out.writeByte(value.shape().length);
    for (int extent : value.shape()) {
      out.writeInt(extent);
    }
    DOUBLES.encode(value.field(), stream);
    int present = present(value.action(), ACTION) | present(value.deltaH(), DELTA_H);
    present |= present(value.logQ(), LOG_Q) | present(value.logWeight(), LOG_WEIGHT);
    present |= present(value.accepted(), ACCEPTED_KNOWN);
    present |= Boolean.TRUE.equals(value.accepted()) ? ACCEPTED : 0;
    out.writeByte(present);
    write(out, value.action());
    write(out, value.deltaH());
    write(out, value.logQ());
    write(out, value.logWeight());
  }

  @Override
  public Configuration decode(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    long chain = in.readLong();
    long step = in.readLong();
    int[] shape = new int[in.readByte()];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = in.readInt();
    }
    double[] field = DOUBLES.decode(stream);
    int present = in.readByte();
    Double action = read(in, present & ACTION);
    Double deltaH = read(in, present & DELTA_H);
    Double logQ = read(in, present & LOG_Q);
    Double logWeight = read(in, present & LOG_WEIGHT);
    Boolean accepted = (present & ACCEPTED_KNOWN) == 0 ? null : (present & ACCEPTED) != 0;
    return new Configuration(chain, step, shape, field, action, accepted, deltaH, logQ, logWeight);
  }

  private static int present(Object value, int bit) {
    return value == null ? 0 : bit;
  }

  private static void write(DataOutputStream out, Double value) throws IOException {
    if (value != null) {
      out.writeDouble(value);
    }
  }

  private static Double read(DataInputStream in, int present) throws IOException {
    return present == 0 ? null : in.readDouble();
  }

  // Flink joins collections of equal coders only, and a coder that has travelled is another object.
  @Override
  public boolean equals(Object other) {
    return other instanceof ConfigurationCoder;
  }

  @Override
  public int hashCode() {
    return ConfigurationCoder.class.hashCode();
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
