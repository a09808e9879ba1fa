package org.fieldbeam.data.exchange;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.row.ChainOrder;

/**
 * How the configurations of a file are divided into chains.
 *
 * @param order their order
 * @param byFile whether the file itself says it
 * @param how in words
 */
record ImportSplit(ChainOrder order, boolean byFile, String how) {

  /**
   * The division.
   *
   * @throws UserException if the file and the request contradict each other, the configurations
   *     cannot be divided, or two of them are of one chain and step
   */
  static ImportSplit of(EnsembleImport.Request request, ImportColumns columns, int rows) {
    int chains = request.chains().orElse(1);
    if (chains < 1) {
      throw UserException.of("number of chains").given(chains).allowed("1 or more").build();
    }
    if (columns.chain != null && request.chains().isPresent()) {
      throw UserException.of("the file says itself what chains the configurations are of")
          .where(request.source() + ", " + ImportColumns.CHAIN)
          .given("--chains " + chains)
          .todo("leave --chains out, or write the file without " + ImportColumns.CHAIN)
          .build();
    }
    if (rows % chains != 0) {
      throw UserException.of("configurations cannot be divided into chains of equal length")
          .where(request.source())
          .given(rows + " configurations, " + chains + " chains")
          .allowed("a number of chains that divides the number of configurations")
          .todo(
              "give another number of chains, or say in the file what chain each is of: an array or"
                  + " column "
                  + ImportColumns.CHAIN)
          .build();
    }
    ChainOrder counted =
        request.byTurns() ? ChainOrder.turns(rows, chains) : ChainOrder.blocks(rows, chains);
    boolean byFile = columns.chain != null || columns.step != null;
    ChainOrder order = byFile ? order(columns, counted, rows) : counted;
    int repeated = order.repeated();
    if (repeated >= 0) {
      throw UserException.of("two configurations are of one chain and step")
          .where(request.source() + ", configuration " + repeated)
          .given("chain " + order.chain(repeated) + ", step " + order.step(repeated))
          .allowed("a step of its own for each configuration of a chain")
          .todo(
              columns.chain == null
                  ? "say how many chains the file holds, with --chains"
                  : "write each configuration once, or correct " + ImportColumns.STEP)
          .build();
    }
    String how =
        columns.chain != null
            ? "as the file says (" + (columns.step == null ? "chain)" : "chain, step)")
            : request.chains().isEmpty()
                ? "in the order of the file; if it holds several, say how many with --chains"
                : request.byTurns() ? "by turns" : "one after the other";
    return new ImportSplit(order, byFile, how);
  }

  private static ChainOrder order(ImportColumns columns, ChainOrder counted, int rows) {
    long[] chain =
        columns.chain != null
            ? columns.chain
            : LongStream.range(0, rows).map(row -> counted.chain((int) row)).toArray();
    if (columns.step != null) {
      return new ChainOrder(chain, columns.step);
    }
    // the configurations of a chain as they come: a stable order, in which steps are counted
    ChainOrder unnumbered = new ChainOrder(chain, new long[rows]);
    long[] step = new long[rows];
    for (int row = 0; row < rows; row++) {
      int place = unnumbered.place(row);
      step[row] = (long) place - unnumbered.begin(unnumbered.chainAt(place));
    }
    return new ChainOrder(chain, step);
  }

  /** For example "8 chains of 64 configurations, one after the other". */
  String description() {
    int chains = order.chains();
    int length = order.commonLength();
    int[] lengths = new int[chains];
    Arrays.setAll(lengths, c -> order.begin(c + 1) - order.begin(c));
    String each =
        length > 0
            ? Integer.toString(length)
            : Arrays.stream(lengths).min().orElse(0)
                + " to "
                + Arrays.stream(lengths).max().orElse(0);
    return (chains == 1 ? "1 chain of " : chains + " chains of ")
        + each
        + " configurations, "
        + how;
  }
}
