package org.fieldbeam.beam.shard;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.apache.beam.sdk.coders.CustomCoder;
import org.fieldbeam.core.statistics.TreeSum;

/** Coder of tree sums: the complete nodes in the order of their shards. */
final class TreeSumCoder extends CustomCoder<TreeSum> {
  private static final long serialVersionUID = 1L;
  private static final DoublesCoder DOUBLES = new DoublesCoder();

  private final TreeSum.Join join;

  TreeSumCoder(TreeSum.Join join) {
    this.join = join;
  }

  @Override
  public void encode(TreeSum sum, OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(sum.nodes().size());
    for (Map.Entry<TreeSum.Node, double[]> node : sum.nodes().entrySet()) {
      out.writeInt(node.getKey().level());
      out.writeLong(node.getKey().position());
      DOUBLES.encode(node.getValue(), stream);
    }
  }

  @Override
  public TreeSum decode(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    TreeSum sum = new TreeSum(join);
    for (int n = in.readInt(); n > 0; n--) {
      sum.put(new TreeSum.Node(in.readInt(), in.readLong()), DOUBLES.decode(stream));
    }
    return sum;
  }

  @Override
  public void verifyDeterministic() {}
}
