package org.fieldbeam.data.dataset;

import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.markov.AlgorithmKind;

/**
 * The algorithm, sampler or correction that a dataset comes from, as its property {@link
 * DatasetInfo#ALGORITHM} holds it.
 */
public final class DatasetAlgorithms {
  private DatasetAlgorithms() {}

  /** Its name; empty if it is not known, as that of an imported ensemble. */
  public static Optional<String> name(DatasetInfo info) {
    return info.property(DatasetInfo.ALGORITHM) instanceof Map<?, ?> algorithm
            && algorithm.get("name") instanceof String name
        ? Optional.of(name)
        : Optional.empty();
  }

  /** Its parameters by name; empty if they are not known. */
  public static Map<?, ?> parameters(DatasetInfo info) {
    return info.property(DatasetInfo.ALGORITHM) instanceof Map<?, ?> algorithm
            && algorithm.get("parameters") instanceof Map<?, ?> parameters
        ? parameters
        : Map.of();
  }

  /** Its kind, if it is a Markov-chain algorithm that is known here. */
  public static Optional<AlgorithmKind> kind(DatasetInfo info) {
    return name(info).flatMap(AlgorithmKind.all()::find);
  }
}
