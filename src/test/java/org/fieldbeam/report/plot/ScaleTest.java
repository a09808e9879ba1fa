package org.fieldbeam.report.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {
  private static Scale scale(boolean logarithmic, boolean fixed, double low, double high) {
    Range range = new Range();
    if (logarithmic) {
      range.makeLogarithmic();
    }
    if (fixed) {
      range.fix(low, high);
    } else {
      range.cover(low);
      range.cover(high);
      range.cover(1); // values beyond the ends of the axis are left out, and some are not
    }
    return range.scale();
  }

  @ParameterizedTest
  @CsvSource({
    "1e-320, 1, true",
    "4.9e-324, 1.7e308, true",
    "1e-300, 1e300, true",
    "1e-300, 1e-299, true",
    "1e299, 1e300, true",
    "1, 1, true",
    "1, 1.0000000000000002, true",
    "1e-5, 1e5, true",
    "-1.7e308, 1.7e308, false",
    "-1e300, 1e300, false",
    "0, 4.9e-324, false",
    "1e-310, 2e-310, false",
    "1, 1.0000000000000002, false",
    "-1e300, -9.999e299, false",
    "0, 0, false",
    "1e300, 1e300, false",
    "-1, 1e300, false",
    "-3, 5, false"
  })
  void anyRangeHasSomeTicksInRisingOrder(double low, double high, boolean logarithmic) {
    for (boolean fixed : new boolean[] {false, true}) {
      Scale scale = scale(logarithmic, fixed, low, high);
      List<Scale.Tick> ticks = scale.ticks(6);
      assertTrue(ticks.size() <= 10_000, () -> ticks.size() + " ticks");
      for (int i = 0; i < ticks.size(); i++) {
        double position = scale.position(ticks.get(i).at());
        assertTrue(position >= -1e-6 && position <= 1 + 1e-6, () -> scale + " " + position);
        assertTrue(ticks.get(i).label().length() < 40, ticks.get(i).label());
        assertTrue(i == 0 || ticks.get(i).at() >= ticks.get(i - 1).at());
      }
      assertTrue(ticks.size() >= 2, () -> scale + " has " + ticks);
    }
  }

  @Test
  void theEndsStandAtTheEnds() {
    for (boolean logarithmic : new boolean[] {false, true}) {
      Scale scale = scale(logarithmic, true, 0.5, 8);
      assertEquals(0, scale.position(scale.low()));
      assertEquals(1, scale.position(scale.high()));
    }
  }

  @Test
  void pointsFarOutsideHaveShortCoordinates() {
    assertEquals("1000000", Svg.coordinate(1e300, 2));
    assertEquals("-1000000", Svg.coordinate(-1e300, 2));
    assertEquals("12.5", Svg.coordinate(12.5, 2));
  }
}
