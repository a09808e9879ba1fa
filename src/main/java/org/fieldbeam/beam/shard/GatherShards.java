package org.fieldbeam.beam.shard;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.dataset.ShardTable;

/**
 * Brings the entries of finished shards together: every worker sends one table of those it has
 * finished, and the commit of a million shards holds 52 MB.
 */
public final class GatherShards extends Combine.CombineFn<ShardEntry, ShardTable, ShardTable> {
  private static final long serialVersionUID = 1L;

  @Override
  public ShardTable createAccumulator() {
    return new ShardTable();
  }

  @Override
  public ShardTable addInput(ShardTable table, ShardEntry entry) {
    return table.add(entry);
  }

  @Override
  public ShardTable mergeAccumulators(Iterable<ShardTable> tables) {
    ShardTable merged = new ShardTable();
    tables.forEach(merged::addAll);
    return merged;
  }

  @Override
  public ShardTable extractOutput(ShardTable table) {
    return table;
  }

  @Override
  public Coder<ShardTable> getAccumulatorCoder(CoderRegistry registry, Coder<ShardEntry> input) {
    return new TableCoder();
  }

  @Override
  public Coder<ShardTable> getDefaultOutputCoder(CoderRegistry registry, Coder<ShardEntry> input) {
    return new TableCoder();
  }

  /** The table as it writes itself. */
  private static final class TableCoder extends CustomCoder<ShardTable> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(ShardTable table, OutputStream stream) throws IOException {
      table.write(new DataOutputStream(stream));
    }

    @Override
    public ShardTable decode(InputStream stream) throws IOException {
      return ShardTable.read(new DataInputStream(stream));
    }

    @Override
    public void verifyDeterministic() {}
  }
}
