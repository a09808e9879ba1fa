package org.fieldbeam.data.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.score.fit.FittedAction;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;
import org.junit.jupiter.api.Test;

class DatasetActionsTest {
  private static final Lattice LATTICE = Lattice.of(4, 4);

  private static DatasetInfo info(Object action) {
    DatasetInfo info = DatasetInfo.of(DatasetKind.ENSEMBLE, "x", "sample", "0", 4, 4);
    return action == null ? info : info.with(DatasetInfo.ACTION, action);
  }

  /**
   * What a dataset says of its action gives the same action again, through the text of a footer.
   */
  @Test
  void actionsComeBackFromTheirProperty() {
    MomentumOrbits orbits = new MomentumOrbits(LATTICE);
    double[] quadratic = new double[orbits.count()];
    Arrays.setAll(quadratic, orbit -> 0.3 + 0.1 * orbit);
    double[] phi = new double[2 * LATTICE.volume()];
    Streams.of(1, "test", 0, 0).gaussians(phi, 0, 1, phi.length);
    for (Action action :
        new Action[] {Phi4.of(LATTICE, 0.2, 0.1), new FittedAction(orbits, quadratic, 0.02)}) {
      Object read = Json.parse(Json.compact(DatasetActions.property(action)), "footer");
      Action again = DatasetActions.find(info(read)).orElseThrow();
      assertEquals(action.description(), again.description());
      double[] expected = new double[2];
      double[] found = new double[2];
      action.action(phi, 2, expected);
      again.action(phi, 2, found);
      assertArrayEquals(expected, found);
      assertEquals(action instanceof FittedAction, DatasetActions.isFitted(info(read)));
    }
  }

  @Test
  void anUnknownActionIsNamedAndNoneIsNone() {
    assertEquals(Optional.empty(), DatasetActions.find(info(null)));
    assertFalse(DatasetActions.isFitted(info(null)));
    UserException unknown =
        assertThrows(
            UserException.class,
            () -> DatasetActions.find(info(Map.of("name", "phi6", "parameters", Map.of()))));
    assertTrue(unknown.getMessage().contains("phi6"), unknown.getMessage());
  }

  /** Every key of an action is one that is read, or the action would be another than it says. */
  @Test
  void keysThatNobodyReadsAreRefused() {
    Map<String, Object> parameters = Map.of("kappa", 0.2, "lambda", 0.1);
    for (String key : new String[] {"parameter", "quadratic", "Name", ""}) {
      DatasetInfo info = info(Map.of("name", "phi4", "parameters", parameters, key, 1));
      String message =
          assertThrows(UserException.class, () -> DatasetActions.find(info)).getMessage();
      assertTrue(message.contains("unknown key"), message);
      assertTrue(message.contains("allowed: name, parameters"), message);
    }
    DatasetInfo complex =
        info(
            Map.of(
                "name",
                "complexQuartic",
                "parameters",
                Map.of("a", new double[] {-4, 10}, "b", new double[] {1, 0}),
                "more",
                1));
    String message =
        assertThrows(UserException.class, () -> DatasetActions.complex(complex)).getMessage();
    assertTrue(message.contains("unknown key"), message);
  }

  private static String law(Action action, int... shape) {
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.ENSEMBLE, "x" + shape.length, "sample", "0", shape);
    Object property = action == null ? null : DatasetActions.property(action);
    DatasetInfo with = property == null ? info : info.with(DatasetInfo.ACTION, property);
    return DatasetActions.law(with);
  }

  /** One law: the same lattice and action, whatever made the ensemble and in what order it says. */
  @Test
  void theLawIsLatticeAndAction() {
    Action action = Phi4.of(LATTICE, 0.2, 0.1);
    List<String> laws =
        List.of(
            law(action, 4, 4),
            law(Phi4.of(LATTICE, 0.2, Math.nextUp(0.1)), 4, 4),
            law(Phi4.of(LATTICE, 0.2, -0.0), 4, 4),
            law(Phi4.of(Lattice.of(2, 8), 0.2, 0.1), 2, 8),
            law(Phi4.of(Lattice.of(8, 2), 0.2, 0.1), 8, 2),
            law(Phi4.of(Lattice.of(16), 0.2, 0.1), 16),
            law(FreeField.of(LATTICE, 0.2), 4, 4),
            law(null, 4, 4),
            law(null, 2, 8));
    assertEquals(laws.size(), Set.copyOf(laws).size(), laws.toString());
    Object read = Json.parse(Json.compact(DatasetActions.property(action)), "footer");
    DatasetInfo elsewhere = DatasetInfo.of(DatasetKind.NOISED, "y", "correct", "1", 4, 4);
    assertEquals(laws.get(0), DatasetActions.law(elsewhere.with(DatasetInfo.ACTION, read)));
    Object turned =
        Json.parse(
            "{\"parameters\": {\"lambda\": 0.10, \"kappa\": 2e-1}, \"name\": \"phi4\"}", "footer");
    assertEquals(laws.get(0), DatasetActions.law(elsewhere.with(DatasetInfo.ACTION, turned)));
  }
}
