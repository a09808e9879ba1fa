package org.fieldbeam.data.row;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.fieldbeam.data.exchange.ImportWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows come in the order of chains and steps, each once, through windows of any size. */
class ChainOrderTest {
  private static final List<String> NAMES = List.of("row");

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "40, 1, 7",
    "40, 4, 7",
    "40, 40, 7",
    "100, 7, 3",
    "100, 9, 200",
    "64, 8, 8"
  })
  void anyOrder(int rows, int chains, int window) {
    Random random = new Random(5);
    for (String kind : List.of("turns", "blocks", "any chains", "any steps")) {
      long[] chain = new long[rows];
      long[] step = new long[rows];
      for (int row = 0; row < rows; row++) {
        chain[row] =
            switch (kind) {
              case "turns" -> row % chains;
              case "blocks" -> row * chains / rows;
              default -> random.nextInt(chains) * 1000L - 500;
            };
        step[row] = kind.equals("any steps") ? random.nextLong() : row;
      }
      check(new ChainOrder(chain, step), chain, step, window, rows);
    }
  }

  private static void check(ChainOrder order, long[] chain, long[] step, int window, int rows) {
    assertEquals(-1, order.repeated());
    int[] sizes = {rows / 3, 0, rows - rows / 3};
    List<ChainOrder.Part<MeasurementBatch>> parts = new ArrayList<>();
    for (int part = 0, first = 0; part < sizes.length; first += sizes[part++]) {
      int from = first;
      int to = first + sizes[part];
      parts.add(
          batches -> {
            MeasurementBatch batch = new MeasurementBatch(NAMES, 5);
            for (int row = from; row < to; row += batch.size()) {
              batch.resize(Math.min(5, to - row));
              for (int b = 0; b < batch.size(); b++) {
                batch.chain()[b] = chain[row + b];
                batch.step()[b] = step[row + b];
                batch.scalar(0)[b] = row + b;
              }
              batches.accept(batch);
            }
          });
    }
    List<Integer> seen = new ArrayList<>();
    order.forEach(
        parts,
        sizes,
        () -> new MeasurementBatch(NAMES, window),
        batch -> {
          for (int b = 0; b < batch.size(); b++) {
            int row = (int) batch.scalar(0)[b];
            assertEquals(seen.size(), order.place(row));
            assertEquals(chain[row], batch.chain()[b]);
            assertEquals(step[row], batch.step()[b]);
            seen.add(row);
          }
        });
    assertEquals(rows, seen.size());
    assertEquals(rows, seen.stream().distinct().count());
    for (int place = 1; place < rows; place++) {
      int row = seen.get(place);
      int before = seen.get(place - 1);
      assertTrue(
          chain[before] < chain[row] || (chain[before] == chain[row] && step[before] < step[row]));
      assertEquals(chain[before] == chain[row], order.chainAt(place) == order.chainAt(place - 1));
    }
    int length = 0;
    for (int c = 0; c < order.chains(); c++) {
      length += order.begin(c + 1) - order.begin(c);
    }
    assertEquals(rows, length);
  }

  /** Chains are never divided between shards: an analysis would take the parts for chains. */
  @Test
  void shardsHoldWholeChains() {
    int[] lengths = {100, 60, 60, 300, 10};
    long[] chain = new long[530];
    for (int c = 0, row = 0; c < lengths.length; c++) {
      for (int t = 0; t < lengths[c]; t++) {
        chain[row++] = c;
      }
    }
    ChainOrder order = new ChainOrder(chain, LongStream.range(0, 530).toArray());
    assertEquals(List.of(0, 100, 220, 520, 530), ImportWriter.begins(order, 128));
    assertEquals(List.of(0, 530), ImportWriter.begins(order, 530));
    assertEquals(List.of(0, 100, 160, 220, 520, 530), ImportWriter.begins(order, 0));
    assertEquals(List.of(0, 7), ImportWriter.begins(ChainOrder.blocks(7, 1), 3));
  }
}
