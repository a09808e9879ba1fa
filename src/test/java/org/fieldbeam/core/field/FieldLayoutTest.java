package org.fieldbeam.core.field;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.fieldbeam.core.field.FieldLayout.Places;
import org.fieldbeam.core.field.FieldLayout.ValueType;
import org.fieldbeam.core.lattice.Lattice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order and the number of the values of a field. */
final class FieldLayoutTest {

  static Stream<Arguments> layouts() {
    Lattice line = Lattice.of(5);
    Lattice box = Lattice.of(3, 2, 4);
    return Stream.of(
        Arguments.of(FieldLayout.scalar(Lattice.of(1)), "sites real 1", new int[] {1}),
        Arguments.of(FieldLayout.real(Lattice.of(1), 3), "sites real 3", new int[] {1, 3}),
        Arguments.of(FieldLayout.real(box, 2), "sites real 2", new int[] {3, 2, 4, 2}),
        Arguments.of(FieldLayout.siteAngles(box), "sites angle 1", new int[] {3, 2, 4}),
        Arguments.of(FieldLayout.linkAngles(line), "links angle 1", new int[] {5}),
        Arguments.of(FieldLayout.linkAngles(box), "links angle 1", new int[] {3, 2, 4, 3}),
        Arguments.of(FieldLayout.complexified(box, 1), "sites complexified 1", new int[] {3, 2, 4}),
        Arguments.of(
            FieldLayout.complexified(box, 2), "sites complexified 2", new int[] {3, 2, 4, 2}));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void shapeAndLabelSayTheLayout(FieldLayout layout, String label, int[] shape) {
    assertEquals(label, layout.label());
    assertEquals(layout, FieldLayout.of(layout.lattice(), label));
    assertArrayEquals(shape, layout.shape());
    int product = 1;
    for (int extent : layout.shape()) {
      product *= extent;
    }
    assertEquals(product, layout.size());
    assertEquals(layout.lattice().volume() * layout.perSite(), layout.size());
    assertEquals(
        layout.size() * 7, layout.rowLength(7) * (layout.size() * 7 / layout.rowLength(7)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "real",
        "sites real",
        "sites real 0",
        "sites real -1",
        "sites real 1 ",
        "sites real 65",
        "sites real 99999",
        "Sites real 1",
        "links quaternion 1"
      })
  void otherTextsAreRefused(String label) {
    assertThrows(
        IllegalArgumentException.class, () -> FieldLayout.of(Lattice.of(4, 4), label), label);
  }

  @Test
  void onlyScalarsAreScalar() {
    Lattice lattice = Lattice.of(4);
    FieldLayout.scalar(lattice).requireScalar("it");
    for (FieldLayout other :
        new FieldLayout[] {
          FieldLayout.real(lattice, 2),
          FieldLayout.siteAngles(lattice),
          FieldLayout.linkAngles(lattice),
          FieldLayout.complexified(lattice, 1)
        }) {
      IllegalArgumentException error =
          assertThrows(IllegalArgumentException.class, () -> other.requireScalar("it"));
      assertTrue(error.getMessage().contains(other.toString()), error.getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> FieldLayout.linkAngles(Lattice.of(1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new FieldLayout(Lattice.of(1 << 15, 1 << 15), Places.LINKS, 1, ValueType.ANGLE));
  }
}
