package org.fieldbeam.data.exchange;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetInfo;

/** What the configurations of a foreign file consist of: what the request, or its action, says. */
final class ImportLayout {
  private ImportLayout() {}

  /** The layout on a lattice. */
  static FieldLayout on(Lattice lattice, EnsembleImport.Request request) {
    if (request.layout() != null) {
      try {
        return FieldLayout.of(lattice, request.layout());
      } catch (IllegalArgumentException e) {
        throw UserException.of("no such layout of fields: " + e.getMessage())
            .where("--layout")
            .given(request.layout())
            .allowed(
                "sites|links real|angle|complexified COMPONENTS, for example \"links angle 1\"")
            .todo("correct it, or leave it out where the action says it")
            .cause(e)
            .build();
      }
    }
    return request.action() == null
        ? FieldLayout.scalar(lattice)
        : DatasetActions.any(request.action(), lattice, request.source()).layout();
  }

  /**
   * The shape of a configuration in real numbers: of complexified fields an axis of two, real and
   * imaginary part, stands behind all others.
   */
  static int[] shape(FieldLayout layout) {
    return ConfigurationAxis.ofNumbers(layout.shape(), layout.isComplexified() ? 2 : 1);
  }

  /**
   * The layout of configurations of a shape: on the lattice of that shape, or of that without its
   * last axis or its last two, where a value has two parts or a site has several.
   *
   * @throws UserException if there is none
   */
  static FieldLayout of(int[] shape, EnsembleImport.Request request) {
    Optional<FieldLayout> several =
        IntStream.of(2, 1)
            .mapToObj(axes -> without(axes, shape, request))
            .flatMap(Optional::stream)
            .findFirst();
    if (several.isPresent()) {
      return several.get();
    }
    FieldLayout layout = on(DatasetInfo.lattice(shape, request.source()), request);
    if (!Arrays.equals(shape(layout), shape)) {
      throw UserException.of("the configurations have another shape than such fields")
          .where(request.source())
          .given("configurations of shape " + Arrays.toString(shape) + ", and fields of " + layout)
          .allowed(
              "the extents of the lattice, then, where a site has several values, their number"
                  + " (components, or links in the order of the axes), and of complexified fields"
                  + " that are not of a complex type 2, for real and imaginary part")
          .todo("reshape the array, or name another action or layout")
          .build();
    }
    return layout;
  }

  private static Optional<FieldLayout> without(
      int axes, int[] shape, EnsembleImport.Request request) {
    if (shape.length <= axes) {
      return Optional.empty();
    }
    try {
      Lattice inner = Lattice.of(Arrays.copyOf(shape, shape.length - axes));
      return Optional.of(on(inner, request)).filter(l -> Arrays.equals(shape(l), shape));
    } catch (IllegalArgumentException | UserException notOnThisLattice) {
      return Optional.empty();
    }
  }

  /** Refuses complex numbers for real fields, also where they would fill them. */
  static void requireNumbers(FieldLayout layout, ImportFile file, String where) {
    if (file.isComplex() && !layout.isComplexified()) {
      throw UserException.of("the file holds complex numbers, and the fields are real")
          .where(where)
          .given(layout)
          .allowed("an action of complexified fields")
          .todo("name the action; if the imaginary parts are zero, write the real parts alone")
          .build();
    }
  }

  /**
   * The action of a request.
   *
   * @throws UserException if it does not exist, its fields are others, or there is none of
   *     complexified fields, whose rows have Re S, Im S and the drift
   */
  static Optional<LatticeAction> action(EnsembleImport.Request request, FieldLayout layout) {
    Optional<LatticeAction> action =
        Optional.ofNullable(request.action())
            .map(tree -> DatasetActions.any(tree, layout.lattice(), request.source()));
    if (action.isEmpty() && layout.isComplexified()) {
      throw UserException.of("complexified fields are imported with their action")
          .where(request.source())
          .given("no action")
          .allowed("--action NAME -P NAME=VALUE, one of complex Langevin")
          .todo("name it")
          .build();
    }
    if (action.isPresent() && !action.get().layout().equals(layout)) {
      throw UserException.of("the layout is not that of the action")
          .where(request.source())
          .given(layout)
          .allowed(action.get().layout())
          .todo("leave --layout out")
          .build();
    }
    return action;
  }
}
