package org.fieldbeam.pipeline.stage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.data.UserException;

/**
 * What stages need of the datasets and models that they read, besides their kind. Asked stage by
 * stage before anything runs: what a late stage lacks would else be found when the others are done.
 */
public final class InputNeeds {
  /** By stage whose output does not know its action: the dataset outside that it goes back to. */
  private final Map<String, Reference> origins = new HashMap<>();

  /**
   * Looks at the next stage of the file.
   *
   * @throws UserException if an input lacks what the stage needs
   */
  public void check(StageSpec stage, List<StageInput> inputs) {
    stage.requireSizes(inputs);
    Optional<StageInput> unknown = inputs.stream().filter(i -> origin(i).isPresent()).findFirst();
    if (unknown.isEmpty()) {
      return;
    }
    Reference origin = origin(unknown.get()).orElseThrow();
    switch (stage.actionUse()) {
      case NEEDED -> throw unknownAction(stage, unknown.get().reference(), origin);
      case PASSED_ON -> origins.put(stage.into(), origin);
      case NONE -> {}
    }
  }

  private Optional<Reference> origin(StageInput input) {
    Optional<Reference> before = Optional.ofNullable(origins.get(input.reference().text()));
    return input.knowsAction() ? before : Optional.of(input.reference());
  }

  private static UserException unknownAction(StageSpec stage, Reference input, Reference origin) {
    return UserException.of(stage.kind() + " needs the action, and it is not known")
        .where(input.at() + ": " + input)
        .given(
            input.equals(origin)
                ? "it does not say what its action is"
                : "it goes back to " + origin + ", which does not say what its action is")
        .todo("import it with its action (--action NAME -P NAME=VALUE)" + stage.withoutAction())
        .build();
  }
}
