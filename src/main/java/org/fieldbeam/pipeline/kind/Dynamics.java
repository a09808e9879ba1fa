package org.fieldbeam.pipeline.kind;

import java.util.Optional;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.core.markov.ComplexLangevin;
import org.fieldbeam.pipeline.stage.Foreseen;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.StageSpec.Product;

/** What the chains of a {@code generate} stage do. */
public interface Dynamics {
  /** What the fields consist of. */
  FieldLayout layout();

  /** Numbers of a configuration. */
  long numbers();

  /** What the chains make. */
  Product product();

  /** Whether the chains can start from configurations of an ensemble. */
  boolean startsFromEnsembles();

  /** Whether the chains have to start hot. */
  default boolean needsHotStart() {
    return false;
  }

  /** Whether the chains report violations of the energy. */
  default boolean reportsEnergies() {
    return false;
  }

  /** The model with a learned score that the chains take. */
  default Optional<Reference> score() {
    return Optional.empty();
  }

  /** The file with a matrix that the chains take. */
  default Optional<Reference> matrix() {
    return Optional.empty();
  }

  /**
   * Refuses a learned score that does not suit chains of so many updates.
   *
   * @throws IllegalArgumentException if it does not
   */
  default void requireScore(Foreseen.LangevinScore known, double updates) {
    throw new IllegalArgumentException("these chains take no learned score");
  }

  /** The chains, with all settings still to come. */
  GenerateEnsemble chains();

  /**
   * Markov chains of real fields.
   *
   * @param action action, which knows its lattice
   * @param algorithm algorithm
   * @param score the model with a learned score that the algorithm takes
   * @param matrix the file with a matrix that the algorithm takes
   */
  record RealChains(
      Action action, Algorithm algorithm, Optional<Reference> score, Optional<Reference> matrix)
      implements Dynamics {
    @Override
    public FieldLayout layout() {
      return action.layout();
    }

    @Override
    public long numbers() {
      return action.layout().size();
    }

    @Override
    public Product product() {
      return Product.ENSEMBLE;
    }

    @Override
    public boolean startsFromEnsembles() {
      return true;
    }

    @Override
    public boolean needsHotStart() {
      return algorithm.needsHotStart();
    }

    @Override
    public boolean reportsEnergies() {
      return AlgorithmKind.all().find(algorithm.name()).filter(AlgorithmKind::isHybrid).isPresent();
    }

    @Override
    public void requireScore(Foreseen.LangevinScore known, double updates) {
      algorithm
          .takesScore()
          .orElseThrow()
          .requireScore(action, updates, known.action(), known.lastTime());
    }

    @Override
    public GenerateEnsemble chains() {
      return GenerateEnsemble.of(action, algorithm);
    }
  }

  /**
   * Complex Langevin chains.
   *
   * @param action action, which knows its lattice
   * @param algorithm algorithm
   */
  record ComplexChains(ComplexAction action, ComplexLangevin algorithm) implements Dynamics {
    @Override
    public FieldLayout layout() {
      return action.layout();
    }

    @Override
    public long numbers() {
      return 2L * action.values();
    }

    @Override
    public Product product() {
      return Product.COMPLEX;
    }

    @Override
    public boolean startsFromEnsembles() {
      return false;
    }

    @Override
    public GenerateEnsemble chains() {
      return GenerateEnsemble.of(action, algorithm);
    }
  }
}
