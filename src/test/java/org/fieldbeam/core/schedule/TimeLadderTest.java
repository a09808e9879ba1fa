package org.fieldbeam.core.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class TimeLadderTest {
  private static final double END = 30;

  private static final List<IntFunction<TimeLadder>> SMOOTH =
      List.of(
          n -> TimeLadder.uniform(n, END),
          n -> TimeLadder.shiftedGeometric(n, 0.5, END),
          n -> TimeLadder.edm(n, 0.05, END, 7));

  @Test
  void laddersRiseFromZeroToTheEnd() {
    for (IntFunction<TimeLadder> kind : SMOOTH) {
      TimeLadder ladder = kind.apply(12);
      assertEquals(0, ladder.tau(0));
      assertEquals(END, ladder.end(), 1e-12 * END);
      assertTrue(ladder.isSmooth());
    }
    TimeLadder geometric = TimeLadder.geometric(12, 0.1, END);
    assertEquals(0, geometric.tau(0));
    assertEquals(0.1, geometric.tau(1), 1e-15);
    assertEquals(END, geometric.end(), 1e-12 * END);
    assertEquals(geometric.tau(3) / geometric.tau(2), geometric.tau(9) / geometric.tau(8), 1e-12);
    assertFalse(geometric.isSmooth());
  }

  /** The slope is d tau / d i: a ladder 1000 times finer gives it by differences, error O(h^2). */
  @Test
  void slopeIsTheDerivativeInTheIndex() {
    int n = 10;
    int fine = 1000;
    for (IntFunction<TimeLadder> kind : SMOOTH) {
      TimeLadder coarse = kind.apply(n);
      TimeLadder dense = kind.apply(n * fine);
      for (int i = 1; i < n; i++) {
        double difference = (dense.tau(i * fine + 1) - dense.tau(i * fine - 1)) / 2 * fine;
        assertEquals(difference, coarse.slope(i), 1e-5 * difference, coarse.toString());
      }
    }
  }

  @Test
  void theShiftSeparatesUniformFromGeometric() {
    TimeLadder ladder = TimeLadder.shiftedGeometric(20, 0.5, END);
    double ratio = (ladder.tau(2) + 0.5) / (ladder.tau(1) + 0.5);
    assertEquals(ratio, (ladder.tau(20) + 0.5) / (ladder.tau(19) + 0.5), 1e-12);
  }

  @Test
  void badParametersAreRefusedWithTheirNameAndValue() {
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> TimeLadder.shiftedGeometric(10, -1, END));
    assertTrue(error.getMessage().contains("a must be positive and finite, given -1.0"));
    assertThrows(IllegalArgumentException.class, () -> TimeLadder.uniform(0, END));
    assertThrows(IllegalArgumentException.class, () -> TimeLadder.uniform(4, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> TimeLadder.geometric(4, 40, END));
    assertThrows(IllegalArgumentException.class, () -> TimeLadder.edm(4, -0.1, END, 7));
  }
}
