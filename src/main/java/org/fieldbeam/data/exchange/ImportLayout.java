package org.fieldbeam.data.exchange;

import java.util.Arrays;
import java.util.Optional;
import org.fieldbeam.core.action.Action;
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
            .allowed("sites|links real|angle COMPONENTS, for example \"links angle 1\"")
            .todo("correct it, or leave it out where the action says it")
            .cause(e)
            .build();
      }
    }
    return request.action() == null
        ? FieldLayout.scalar(lattice)
        : DatasetActions.of(request.action(), lattice, request.source()).layout();
  }

  /**
   * The layout of configurations of a shape: on the lattice of that shape, or, where a site has
   * several values, on that of all axes but the last.
   *
   * @throws UserException if there is none
   */
  static FieldLayout of(int[] shape, EnsembleImport.Request request) {
    Optional<FieldLayout> several = withoutLastAxis(shape, request);
    if (several.isPresent()) {
      return several.get();
    }
    FieldLayout layout = on(DatasetInfo.lattice(shape, request.source()), request);
    if (!Arrays.equals(layout.shape(), shape)) {
      throw UserException.of("the configurations have another shape than such fields")
          .where(request.source())
          .given("configurations of shape " + Arrays.toString(shape) + ", and fields of " + layout)
          .allowed(
              "the extents of the lattice and then, where a site has several values, their number:"
                  + " components, or links in the order of the axes")
          .todo("reshape the array, or name another action or layout")
          .build();
    }
    return layout;
  }

  private static Optional<FieldLayout> withoutLastAxis(
      int[] shape, EnsembleImport.Request request) {
    try {
      Lattice inner = Lattice.of(Arrays.copyOf(shape, shape.length - 1));
      return Optional.of(on(inner, request)).filter(l -> Arrays.equals(l.shape(), shape));
    } catch (IllegalArgumentException | UserException notOnThisLattice) {
      return Optional.empty();
    }
  }

  /**
   * The action of a request.
   *
   * @throws UserException if it does not exist, its fields are others, or they are complex
   */
  static Optional<Action> action(EnsembleImport.Request request, FieldLayout layout) {
    if (layout.isComplexified()) {
      throw UserException.of("complexified fields cannot be imported")
          .where(request.source())
          .given(layout)
          .allowed("real numbers or angles")
          .todo("import real and imaginary parts as an ensemble each")
          .build();
    }
    Optional<Action> action =
        Optional.ofNullable(request.action())
            .map(tree -> DatasetActions.of(tree, layout.lattice(), request.source()));
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
