package org.fieldbeam.cli;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.cli.text.NumberOptions;
import org.fieldbeam.core.action.ActionKind;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that name the action of what is imported. */
final class ActionOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--action",
      paramLabel = "NAME",
      description = "Action of the ensemble; fieldbeam reference lists them.")
  private String action;

  @Option(
      names = {"-P", "--parameter"},
      paramLabel = "NAME=VALUE",
      parameterConsumer = NumberOptions.Named.class,
      description = "Parameter of the action, such as kappa=0.26.")
  private Map<String, Object> parameters = new TreeMap<>();

  /**
   * The action as datasets and models say it; empty if none is named.
   *
   * @throws ParameterException if there are parameters of no action
   * @throws IllegalArgumentException if there is no such action
   */
  Optional<Map<String, Object>> tree() {
    if (action == null && !parameters.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "-P needs --action.");
    }
    return Optional.ofNullable(action)
        .map(
            name ->
                Actions.tree(name, withWholeNumbers(ActionKind.all().get(name).about().keys())));
  }

  /** The parameters, whole numbers where the action takes such. */
  private Map<String, Object> withWholeNumbers(Type keys) {
    Map<String, Object> numbers = new TreeMap<>(parameters);
    if (keys instanceof Type.Fields fields) {
      for (Key key : fields.keys()) {
        if (key.type() instanceof Type.Whole
            && numbers.get(key.name()) instanceof Double number
            && number == number.longValue()) {
          numbers.put(key.name(), number.longValue());
        }
      }
    }
    return numbers;
  }
}
