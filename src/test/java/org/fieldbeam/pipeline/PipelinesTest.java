package org.fieldbeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.file.PipelineSpec;
import org.fieldbeam.pipeline.plan.Plan;
import org.fieldbeam.pipeline.plan.PlannedStage;
import org.fieldbeam.pipeline.plan.Planner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pipeline file that comes with the software can be run. */
class PipelinesTest {
  @TempDir Path output;

  static Stream<Path> files() throws Exception {
    try (Stream<Path> all = Files.walk(Path.of("pipelines"))) {
      return all.filter(path -> path.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void fileIsPlannedFromTheFirstStageToTheLast(Path file) {
    PipelineSpec pipeline = PipelineFile.read(file);
    Plan plan = Planner.plan(pipeline, output.toString());
    assertTrue(
        plan.stages().stream().allMatch(stage -> stage.state() == PlannedStage.State.NEW),
        file.toString());
    assertTrue(!pipeline.stages().isEmpty());
  }

  @Test
  void thePapersHaveTheirFiles() throws Exception {
    List<String> names = files().map(path -> path.getParent().getFileName().toString()).toList();
    assertTrue(names.contains("fukushima-kamata") && names.contains("aarts-wang-zhou"));
  }
}
