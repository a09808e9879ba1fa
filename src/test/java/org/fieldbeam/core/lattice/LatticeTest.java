package org.fieldbeam.core.lattice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LatticeTest {

  static Stream<int[]> shapes() {
    return Stream.of(
        new int[] {2},
        new int[] {7},
        new int[] {4, 6},
        new int[] {2, 3, 5},
        new int[] {2, 3, 4, 5},
        new int[] {1});
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void neighboursAreOneStepAwayAndComeBack(int[] shape) {
    Lattice lattice = Lattice.of(shape);
    for (int axis = 0; axis < lattice.dimensions(); axis++) {
      for (int site = 0; site < lattice.volume(); site++) {
        int forward = lattice.forward(site, axis);
        assertEquals(site, lattice.backward(forward, axis));
        for (int other = 0; other < lattice.dimensions(); other++) {
          int step = other == axis ? 1 : 0;
          assertEquals(
              (lattice.coordinate(site, other) + step) % lattice.extent(other),
              lattice.coordinate(forward, other));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void lastAxisRunsFastest(int[] shape) {
    Lattice lattice = Lattice.of(shape);
    for (int site = 0; site < lattice.volume(); site++) {
      int number = 0;
      for (int axis = 0; axis < shape.length; axis++) {
        number = number * shape[axis] + lattice.coordinate(site, axis);
      }
      assertEquals(site, number);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void serialisationKeepsTheLattice(int[] shape) throws Exception {
    Lattice lattice = Lattice.of(shape);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(lattice);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Lattice copy = (Lattice) in.readObject();
      assertEquals(lattice, copy);
      assertEquals(lattice.dimensions(), copy.dimensions());
      for (int axis = 0; axis < lattice.dimensions(); axis++) {
        assertEquals(lattice.forward(0, axis), copy.forward(0, axis));
      }
    }
  }

  @Test
  void singleSiteHasNoDimensions() {
    assertEquals(0, Lattice.of(1).dimensions());
    assertEquals(1, Lattice.of(1).volume());
  }

  @Test
  void refusesShapesThatAreNotAllowed() {
    for (int[] shape : new int[][] {{}, {0}, {-3}, {4, 1}, {2, 2, 2, 2, 2}, {1 << 16, 1 << 15}}) {
      IllegalArgumentException error =
          assertThrows(IllegalArgumentException.class, () -> Lattice.of(shape));
      assertTrue(error.getMessage().contains("lattice"), error.getMessage());
    }
  }
}
