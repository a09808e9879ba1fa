package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.model.SampledModel;
import org.fieldbeam.beam.model.ScoreModels;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.ExactSamples;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training killed with kill -9 and started again gives the bytes of one that was not, on Flink.
 */
class TrainNetworkTest {
  @TempDir Path temporary;

  @Test
  void killedTrainingEndsWithTheBytesOfOneThatWasNot() throws Exception {
    String dataset = temporary.resolve("training").toString();
    StageJob.run(
        "prepare",
        Runners.direct(2),
        pipeline ->
            pipeline
                .apply(
                    GenerateEnsemble.of(
                            SitePolynomial.quartic(Lattice.of(1), -4, 1), new ExactSamples())
                        .withChains(20)
                        .withConfigurations(100)
                        .withThermalization(0)
                        .withSeed(4)
                        .into(StageOutput.to(temporary.resolve("data").toString())))
                .apply(
                    PrepareScoreTraining.of(new VariancePreserving(20))
                        .withShards(3)
                        .withSeed(4)
                        .into(StageOutput.to(dataset))),
        Progress.none());

    Path killed = temporary.resolve("killed/score");
    killAtACheckpoint(dataset, killed);
    assertFalse(Files.exists(killed.resolve("model.json")), "the run was killed in the middle");
    KilledTraining.run(dataset, killed.toString(), Runners.direct(1));

    Path whole = temporary.resolve("whole/score");
    KilledTraining.run(dataset, whole.toString(), Runners.flink(1));
    assertEquals(Folders.hashes(whole), Folders.hashes(killed));
    assertEquals(
        List.of("losses.json", "model.json", "model.pt"),
        List.copyOf(Folders.hashes(whole).keySet()));

    SampledModel model = ScoreModels.open(whole.toString());
    assertEquals(FieldLayout.scalar(Lattice.of(1)), model.layout());
    assertEquals(
        Optional.of(SitePolynomial.quartic(Lattice.of(1), -4, 1).description()),
        model.action().map(action -> action.description()));
    assertTrue(model instanceof SampledModel.OfTime);
    double[] phi = {-1, 0.5, 2};
    double[] score = new double[3];
    double[] again = new double[3];
    ((SampledModel.OfTime) model).model().score().evaluate(phi, 3, 0.5, score, null);
    ((SampledModel.OfTime) ScoreModels.open(killed.toString()))
        .model()
        .score()
        .evaluate(phi, 3, 0.5, again, null);
    assertArrayEquals(score, again);
    // pulls inward far out, as every noised score of this action does
    assertTrue(score[0] > 0 && score[2] < 0);
  }

  private static void killAtACheckpoint(String dataset, Path model) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    KilledTraining.class.getName(),
                    dataset,
                    model.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      while (!Files.exists(model.resolve("checkpoint.bin"))) {
        assertTrue(process.isAlive(), "the run ended before it could be killed");
        Thread.sleep(2);
      }
    } finally {
      process.destroyForcibly().waitFor(); // SIGKILL
    }
  }
}
