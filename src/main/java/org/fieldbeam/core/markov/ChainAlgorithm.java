package org.fieldbeam.core.markov;

import java.io.Serializable;
import java.util.Optional;
import java.util.SortedMap;

/** What all algorithms have in common, those for real fields and complex Langevin. */
public interface ChainAlgorithm extends Serializable {

  /** Returns the name as in pipeline files. */
  String name();

  /** Returns the parameters by name: numbers and strings. */
  SortedMap<String, Object> parameters();

  /** Returns this as an algorithm for actions of real fields; empty if it is none. */
  default Optional<Algorithm> real() {
    return Optional.empty();
  }

  /** Returns this as complex Langevin dynamics; empty if it is not that. */
  default Optional<ComplexLangevin> complexLangevin() {
    return Optional.empty();
  }
}
