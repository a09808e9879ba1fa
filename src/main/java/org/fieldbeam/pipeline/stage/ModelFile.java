package org.fieldbeam.pipeline.stage;

import java.util.Optional;
import org.fieldbeam.beam.model.ModelFacts;
import org.fieldbeam.beam.model.ScoreModels;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.data.model.LangevinScores;
import org.fieldbeam.data.model.ModelFormat;
import org.fieldbeam.data.model.ModelJson;

/** The file of a score model, as far as planning reads it. */
public final class ModelFile {
  public static final String NAME = ScoreModels.FILE_NAME;

  private ModelFile() {}

  /** Whether it is the learned score of a Langevin equation. */
  static boolean isLangevinScore(String folder) {
    return LangevinScores.is(ModelJson.read(folder));
  }

  /** What the fields of the model consist of. */
  static FieldLayout layout(String folder) {
    return ModelFormat.of(folder).layout(folder);
  }

  /** The action of the model's clean ensemble, if it says what that is. */
  static Optional<Action> action(String folder) {
    return ModelFormat.of(folder).action(folder);
  }

  /** What samplers need to know. */
  static ModelFacts facts(String folder) {
    return ScoreModels.facts(folder);
  }

  /** Hash of all that samples of the model in a folder depend on. */
  static String hash(String folder) {
    return ModelFormat.of(folder).hash(folder);
  }
}
