package org.fieldbeam.beam.shard;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;

/**
 * The small element that stands for a shard to be made.
 *
 * @param input the folder (or file) the stage reads, empty for a stage that reads nothing
 * @param index number of the shard, from 0
 * @param count shards of the dataset
 */
public record ShardTask(String input, int index, int count) {

  /** Writes the three values as they stand. */
  public static final class Coder extends CustomCoder<ShardTask> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(ShardTask task, OutputStream stream) throws IOException {
      DataOutputStream out = new DataOutputStream(stream);
      out.writeUTF(task.input);
      out.writeInt(task.index);
      out.writeInt(task.count);
    }

    @Override
    public ShardTask decode(InputStream stream) throws IOException {
      DataInputStream in = new DataInputStream(stream);
      return new ShardTask(in.readUTF(), in.readInt(), in.readInt());
    }

    @Override
    public void verifyDeterministic() {}

    @Override
    public boolean consistentWithEquals() {
      return true;
    }
  }
}
