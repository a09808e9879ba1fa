package org.fieldbeam.core.observable;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fieldbeam.core.action.ComplexScalar;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.action.OnAction;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.action.XyAction;
import org.fieldbeam.core.lattice.Lattice;

/**
 * Which kind an estimate is of, such as {@code susceptibility} of {@code chi}, for those who ask
 * for an estimate where a kind is meant. Found by looking at what the kinds say of ensembles of
 * each layout.
 */
final class EstimateNames {
  private EstimateNames() {}

  /** The kind of an estimate that is not called like its kind; empty if there is none. */
  static Optional<String> kindOf(String estimate) {
    Lattice lattice = Lattice.of(4, 4);
    List<LatticeAction> actions =
        List.of(
            Phi4.of(lattice, 0.1, 1),
            OnAction.of(lattice, 2, 0.1, 1),
            XyAction.of(lattice, 1),
            U1Action.of(lattice, 1),
            ComplexScalar.quartic(lattice, new double[] {1, 0}, new double[] {1, 0}));
    return actions.stream()
        .map(action -> EnsembleTraits.of(action).withEnergies(true).withAcceptance(true))
        .flatMap(
            ensemble ->
                ObservableKind.all().all().stream()
                    .filter(kind -> !kind.name().equals(estimate) && kind.suits(ensemble))
                    .filter(kind -> estimates(kind, ensemble).anyMatch(estimate::equals)))
        .map(ObservableKind::name)
        .findFirst();
  }

  private static Stream<String> estimates(ObservableKind kind, EnsembleTraits ensemble) {
    try {
      return kind
          .recording(ensemble, ObservableChoice.Chosen.of(kind).parameters())
          .observables()
          .stream()
          .filter(Observable::isShown)
          .map(Observable::name);
    } catch (IllegalArgumentException e) {
      return Stream.of(); // it needs parameters that only a user can give
    }
  }
}
