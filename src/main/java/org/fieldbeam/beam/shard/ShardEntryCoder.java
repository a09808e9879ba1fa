package org.fieldbeam.beam.shard;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.fieldbeam.data.dataset.ShardEntry;

/** Coder of shard entries: the fields in the order of the record. */
public final class ShardEntryCoder extends CustomCoder<ShardEntry> {
  private static final long serialVersionUID = 1L;

  @Override
  public void encode(ShardEntry entry, OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(entry.index());
    out.writeUTF(entry.path());
    out.writeLong(entry.rows());
    out.writeLong(entry.bytes());
    out.writeUTF(entry.sha256());
  }

  @Override
  public ShardEntry decode(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    return new ShardEntry(in.readInt(), in.readUTF(), in.readLong(), in.readLong(), in.readUTF());
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
