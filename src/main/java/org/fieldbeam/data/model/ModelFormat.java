package org.fieldbeam.data.model;

import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;

/**
 * A format of the files of score models: all that is known of a folder with a {@code model.json}
 * whose key {@code format} names it.
 */
public interface ModelFormat extends Kind {

  /** Returns all formats. */
  static Kinds<ModelFormat> all() {
    return Kinds.of(ModelFormat.class, "model format");
  }

  /**
   * Returns the format of the model of a folder.
   *
   * @param folder folder of a train stage
   * @throws UserException if there is no model, or its file names no known format
   */
  static ModelFormat of(String folder) {
    JsonObject file = ModelJson.read(folder);
    Object given = file.has("format") ? file.tree("format") : "none";
    return all().all().stream()
        .filter(known -> known.format().equals(given))
        .findFirst()
        .orElseThrow(
            () ->
                UserException.of("this is no score model that fieldbeam knows")
                    .where(ModelJson.path(folder))
                    .given("format " + given)
                    .allowed(
                        String.join(", ", all().all().stream().map(ModelFormat::format).toList()))
                    .todo(
                        "train or import the model again, or name the plug-in of such models"
                            + " with --plugins")
                    .build());
  }

  /** Value of the key {@code format} of {@code model.json}. */
  default String format() {
    return "fieldbeam." + name();
  }

  /**
   * What the fields of a model consist of.
   *
   * @throws UserException if the model is damaged
   */
  FieldLayout layout(String folder);

  /**
   * The action of the clean ensemble of a model, if the model says what it is.
   *
   * @throws UserException if the model is damaged
   */
  Optional<Action> action(String folder);

  /**
   * What samples of a model depend on: the hash of {@code model.json}, which names the hashes of
   * whatever else belongs to the model.
   *
   * @throws UserException if what belongs to the model is not what its file names
   */
  default String hash(String folder) {
    return Storage.sha256(ModelJson.path(folder));
  }

  /**
   * What reports show of a model.
   *
   * @throws UserException if the model is damaged
   */
  ModelPortrait portrait(String folder);
}
