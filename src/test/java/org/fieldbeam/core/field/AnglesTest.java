package org.fieldbeam.core.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.api.Test;

/** The polynomial sine against that of the library, and the representative of an angle. */
final class AnglesTest {
  private static final double[] EDGES = {
    0,
    -0.0,
    Double.MIN_VALUE,
    Math.PI,
    -Math.PI,
    Math.PI / 2,
    2 * Math.PI,
    -2 * Math.PI,
    4 * Math.PI,
    Math.nextDown(Math.PI),
    Math.nextUp(Math.PI),
    Math.nextDown(-Math.PI),
    1e-9
  };

  /** A grid, random angles and the edges; StrictMath is good to 1e-16 here. */
  @Test
  void sinesAndCosinesAreThoseOfTheLibrary() {
    double[] x = new double[300_000];
    Streams.of(1, "angles", 0, 0).uniforms(x, 0, 1, x.length);
    for (int i = 0; i < x.length; i++) {
      double size = i % 3 == 0 ? 4 : i % 3 == 1 ? 40 : Angles.LARGEST;
      x[i] = i < EDGES.length ? EDGES[i] : size * (2 * x[i] - 1);
    }
    double[] sines = new double[x.length];
    double[] cosines = x.clone();
    Angles.sines(x, 0, x.length, sines);
    Angles.cosines(cosines, 0, x.length, cosines);
    for (int i = 0; i < x.length; i++) {
      assertEquals(StrictMath.sin(x[i]), sines[i], Angles.SINE_ERROR, "sin " + x[i]);
      assertEquals(StrictMath.cos(x[i]), cosines[i], Angles.SINE_ERROR, "cos " + x[i]);
      assertEquals(Angles.sine(x[i]), sines[i], 0.0);
      assertEquals(Angles.cosine(x[i]), cosines[i], 0.0);
    }
  }

  @Test
  void onlyTheRangeThatIsAskedForIsComputed() {
    double[] x = {1, 1, 1, 1};
    Angles.sines(x, 1, 3, x);
    assertEquals(1, x[0]);
    assertEquals(StrictMath.sin(1), x[1], 1e-15);
    assertEquals(StrictMath.sin(1), x[2], 1e-15);
    assertEquals(1, x[3]);
  }

  @Test
  void wrappedAnglesLieInTheRangeAndStayThere() {
    double[] x = new double[100_000];
    Streams.of(2, "angles", 0, 0).gaussians(x, 0, 1, x.length);
    for (int i = 0; i < x.length; i++) {
      double angle =
          i < EDGES.length
              ? EDGES[i]
              : i < 1000 ? Math.PI * (i - 500) + (i % 3 - 1) * Math.ulp(i) : 30 * x[i];
      double wrapped = Angles.wrap(angle);
      assertTrue(wrapped >= -Math.PI && wrapped < Math.PI, angle + " became " + wrapped);
      assertEquals(wrapped, Angles.wrap(wrapped), 0.0);
      if (angle >= -Math.PI && angle < Math.PI) {
        assertEquals(angle, wrapped, 0.0);
      }
      double turns = (angle - wrapped) / (2 * Math.PI);
      assertEquals(Math.rint(turns), turns, 1e-12);
    }
    assertEquals(-Math.PI, Angles.wrap(Math.PI));
    assertTrue(Math.abs(Angles.wrap(1e300)) <= Math.PI);
    assertTrue(Double.isNaN(Angles.wrap(Double.NaN)));
    assertTrue(Double.isNaN(Angles.wrap(Double.POSITIVE_INFINITY)));
  }
}
