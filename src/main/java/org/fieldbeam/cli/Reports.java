package org.fieldbeam.cli;

import java.util.List;
import java.util.Optional;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.data.UserException;
import org.fieldbeam.pipeline.plan.Plan;
import org.fieldbeam.pipeline.plan.PlannedStage;
import org.fieldbeam.pipeline.stage.FigureSpec;
import org.fieldbeam.report.ReportInput;
import org.fieldbeam.report.ReportWriter;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.torch.NeuralModel;
import org.fieldbeam.torch.Torch;

/** Writes the report of a pipeline. */
final class Reports {
  private Reports() {}

  /**
   * Writes the report on the outputs of a plan.
   *
   * @param stage the report stage, whose figures are drawn; empty where the file has none
   * @return the file
   */
  static String write(Plan plan, Optional<PlannedStage> stage, String folder) {
    List<Figure> figures =
        stage.flatMap(planned -> planned.spec().report()).orElse(List.of()).stream()
            .map(FigureSpec::figure)
            .toList();
    return ReportWriter.write(
        new ReportInput(
            plan.pipeline().name(),
            plan.pipeline().seed(),
            plan.pipeline().source(),
            plan.pipeline().text(),
            plan.stages().stream()
                .filter(planned -> planned.spec().report().isEmpty())
                .map(PlannedStage::folder)
                .toList(),
            figures,
            Reports::ofNetwork,
            folder));
  }

  /** Of a program from elsewhere a report makes no film: that would run it. */
  private static Optional<TimeModel> ofNetwork(String folder, int configurations) {
    NeuralModel network = NeuralModel.read(folder);
    if (network.kind().equals(NeuralModel.IMPORTED)) {
      return Optional.empty();
    }
    try {
      Torch.require();
    } catch (UserException e) {
      return Optional.empty(); // a run can be looked at on machines without PyTorch
    }
    return Optional.of(network.withEvaluationBatch(configurations).timeModel(folder));
  }
}
