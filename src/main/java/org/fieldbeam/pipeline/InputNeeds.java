package org.fieldbeam.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.data.UserException;

/**
 * What stages need of the datasets and models that they read, besides their kind. Asked stage by
 * stage before anything runs: what a late stage lacks would else be found when the others are done.
 */
final class InputNeeds {
  /** By stage whose output does not know its action: the dataset outside that it goes back to. */
  private final Map<String, Reference> origins = new HashMap<>();

  /**
   * An input of a stage.
   *
   * @param reference how the file names it
   * @param size its size
   * @param knowsAction whether it says what its action is; true for those of earlier stages
   */
  record Input(Reference reference, DataSize size, boolean knowsAction) {}

  /**
   * Looks at the next stage of the file.
   *
   * @throws UserException if an input lacks what the stage needs
   */
  void check(StageSpec stage, List<Input> inputs) {
    for (Input input : inputs) {
      if (stage instanceof StageSpec.Generate generate
          && generate.start() instanceof StartSpec.From from
          && from.dataset().equals(input.reference())) {
        requireStarts(generate, input);
      }
    }
    if (stage instanceof StageSpec.TrainNetwork train) {
      requireSize(train, inputs.get(0));
    }
    Optional<Input> unknown = inputs.stream().filter(i -> origin(i).isPresent()).findFirst();
    if (unknown.isEmpty()) {
      return;
    }
    Reference origin = origin(unknown.get()).orElseThrow();
    boolean fits = stage instanceof StageSpec.Train train && !train.model().actionFitted();
    if (fits
        || stage instanceof StageSpec.TrainLangevin
        || stage instanceof StageSpec.Measure
        || stage instanceof StageSpec.Correct) {
      throw unknownAction(stage, unknown.get().reference(), origin);
    }
    if (stage instanceof StageSpec.Prepare
        || stage instanceof StageSpec.TrainNetwork
        || stage instanceof StageSpec.Sample) {
      origins.put(stage.into(), origin);
    }
  }

  private Optional<Reference> origin(Input input) {
    Optional<Reference> before = Optional.ofNullable(origins.get(input.reference().text()));
    return input.knowsAction() ? before : Optional.of(input.reference());
  }

  private static void requireStarts(StageSpec.Generate stage, Input input) {
    if (input.size().rows() < stage.chains()) {
      throw UserException.of("more chains than configurations for them to start from")
          .where(input.reference().at() + ": " + input.reference())
          .given(stage.chains() + " chains, " + input.size().rows() + " configurations")
          .allowed("a configuration for each chain: chains that begin alike are not independent")
          .todo("start fewer chains, name a larger ensemble, or start hot or cold")
          .build();
    }
  }

  private static void requireSize(StageSpec.TrainNetwork stage, Input input) {
    try {
      stage.training().parameters(Math.toIntExact(input.size().volume()));
    } catch (IllegalArgumentException e) {
      throw UserException.of("the network is too large for this lattice")
          .where(stage.head().at() + ": " + stage.kind())
          .given(e.getMessage())
          .todo("take fewer units in the first and last layer, or a smaller lattice")
          .cause(e)
          .build();
    }
  }

  private static UserException unknownAction(StageSpec stage, Reference input, Reference origin) {
    return UserException.of(stage.kind() + " needs the action, and it is not known")
        .where(input.at() + ": " + input)
        .given(
            input.equals(origin)
                ? "it does not say what its action is"
                : "it goes back to " + origin + ", which does not say what its action is")
        .todo(
            "import it with its action (--action NAME -P NAME=VALUE)"
                + (stage instanceof StageSpec.Train ? ", or train with action: fitted" : ""))
        .build();
  }
}
