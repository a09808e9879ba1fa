package org.fieldbeam.pipeline.figure;

import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.row.EnsembleWeights;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.pipeline.stage.FigureInput;
import org.fieldbeam.pipeline.stage.ModelFile;
import org.fieldbeam.pipeline.stage.StageSpec.Product;

/** What a figure reads from a folder outside the pipeline. */
public final class ExternalFigureInput {
  private ExternalFigureInput() {}

  /**
   * Makes sure that the folder of an input holds what the figure can read; the output of a stage is
   * none of this method's business.
   *
   * @throws UserException if it does not
   */
  public static void require(FigureInput input) {
    if (input.reference().isPath()
        && input.allowed().stream().noneMatch(product -> holds(input, product))) {
      if (holds(input, Product.WEIGHTED)) {
        EnsembleWeights.requireNone(
            DatasetFolder.openLazily(input.reference().text()),
            "a figure",
            input.reference().at() + ": " + input.reference());
      }
      throw UserException.of("a figure refers to a folder that does not hold what it draws")
          .where(input.reference().at() + ": " + input.reference())
          .allowed(String.join(" or ", input.allowed().stream().map(Product::words).toList()))
          .todo("check the path, or name the output of a stage, without a slash")
          .build();
    }
  }

  private static boolean holds(FigureInput input, Product product) {
    String folder = input.reference().text();
    return switch (product) {
      case ENSEMBLE -> isEnsemble(folder, false);
      case WEIGHTED -> isEnsemble(folder, true);
      case COMPLEX -> is(folder, DatasetKind.COMPLEX);
      case SCAN -> is(folder, DatasetKind.MEASUREMENTS);
      case NOISED -> is(folder, DatasetKind.NOISED);
      case TRAINING -> is(folder, DatasetKind.TRAINING);
      case MODEL -> Storage.exists(Storage.resolve(folder, ModelFile.NAME));
      case MEASUREMENTS -> EstimatesFile.isIn(folder);
      case REPORT -> false;
    };
  }

  private static boolean isEnsemble(String folder, boolean weighted) {
    return is(folder, DatasetKind.ENSEMBLE)
        && DatasetFolder.peek(folder).filter(found -> found.info().isWeighted()).isPresent()
            == weighted;
  }

  private static boolean is(String folder, DatasetKind kind) {
    return DatasetFolder.peek(folder).filter(found -> found.info().kind() == kind).isPresent();
  }
}
