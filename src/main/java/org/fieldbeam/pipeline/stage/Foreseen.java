package org.fieldbeam.pipeline.stage;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.fieldbeam.beam.model.ModelFacts;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.ObservableChoice;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.MeasuredObservables;

/**
 * What is known of an output before it is there, from the settings of the stages that make it; of a
 * dataset or model outside the pipeline, from its files. Enough to refuse what cannot be done with
 * it before anything runs.
 */
public sealed interface Foreseen {

  /** What a stage reads as one of its inputs, if it is a dataset and foreseen. */
  static Optional<Dataset> dataset(List<Optional<Foreseen>> inputs, int input) {
    return inputs.get(input).filter(Dataset.class::isInstance).map(Dataset.class::cast);
  }

  /** The same if it holds real fields; of other kinds another rule speaks. */
  static Optional<Dataset> real(List<Optional<Foreseen>> inputs, int input) {
    return dataset(inputs, input).filter(Dataset::isReal);
  }

  /**
   * A dataset.
   *
   * @param info what it says of itself, as far as it is known: kind, lattice, and what stages look
   *     at of the rest
   * @param rows its configurations
   * @param shards number of its shards, if it is known
   * @param proposals whether its configurations bear log weights as proposals do
   * @param energies whether they bear violations of the energy as those of HMC do
   * @param acceptance whether they tell which proposals of their algorithm were accepted
   * @param brought names of the checks that it brings along, which its measurements repeat
   */
  record Dataset(
      DatasetInfo info,
      long rows,
      OptionalLong shards,
      boolean proposals,
      boolean energies,
      boolean acceptance,
      Set<String> brought)
      implements Foreseen {

    /** Copies the names. */
    public Dataset {
      brought = Set.copyOf(brought);
    }

    /** Whether it holds real fields that ensembles and models are made of. */
    public boolean isReal() {
      return info.kind() == DatasetKind.ENSEMBLE || info.kind() == DatasetKind.TRAINING;
    }

    /**
     * How it is measured; empty where nothing is known of its action, of which another rule speaks.
     *
     * @throws IllegalArgumentException if a chosen observable does not suit it
     */
    public Optional<EnsembleMeasurement> measurement(ObservableChoice choice) {
      return info.property(DatasetInfo.ACTION) == null
          ? Optional.empty()
          : Optional.of(
              EnsembleMeasurement.of(
                  MeasuredObservables.traits(info, energies, acceptance), choice));
    }

    /** Number of chains, numbered from 0 on, if it is known. */
    public OptionalLong chains() {
      if (info.property("chains") instanceof Long chains) {
        return OptionalLong.of(chains);
      }
      return StageKind.all().find(info.stage()).filter(StageKind::shardsAreChains).isPresent()
          ? shards
          : OptionalLong.empty();
    }
  }

  /**
   * A score model that is sampled from.
   *
   * @param layout what its fields consist of
   * @param action the action of its clean ensemble, if that is known
   * @param facts what samplers need to know
   */
  record Model(FieldLayout layout, Optional<Action> action, ModelFacts facts) implements Foreseen {}

  /**
   * The learned score of a Langevin equation.
   *
   * @param action its action
   * @param lastTime the Langevin time up to which it is known
   */
  record LangevinScore(Action action, double lastTime) implements Foreseen {}

  /**
   * Averages over a grid of actions.
   *
   * @param points the actions
   */
  record Scan(List<ComplexPolynomial> points) implements Foreseen {
    /** Copies the points. */
    public Scan {
      points = List.copyOf(points);
    }
  }
}
