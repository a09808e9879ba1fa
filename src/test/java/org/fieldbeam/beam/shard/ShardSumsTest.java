package org.fieldbeam.beam.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.TreeMap;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.fieldbeam.beam.AggregateObservables;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.beam.MeasureObservables;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many workers there are, and so however the shards are grouped, the sums are the same. */
class ShardSumsTest {
  private static final int SHARDS = 75;

  @TempDir Path temporary;

  @Test
  void groupsOfManyWorkersGiveTheSumsOfFew() throws Exception {
    String ensemble = temporary.resolve("ensemble").toString();
    StageJob.run(
        "generate",
        Runners.direct(2),
        pipeline ->
            pipeline.apply(
                GenerateEnsemble.of(
                        Phi4.of(Lattice.of(2, 2), 0.2, 0.022), new Hmc(1.0, 4, Integrator.LEAPFROG))
                    .withChains(2 * SHARDS)
                    .withChainsPerShard(2)
                    .withConfigurations(30)
                    .withThermalization(50)
                    .withStride(10)
                    .into(StageOutput.to(ensemble))),
        Progress.none());
    TreeMap<String, String> estimates = new TreeMap<>();
    estimates.put("direct", measure(ensemble, "direct", Runners.direct(2)));
    // with more than 16 workers sums are joined in groups first
    estimates.put("many", measure(ensemble, "many", Runners.flink(18)));
    assertEquals(estimates.get("direct"), estimates.get("many"));
  }

  private String measure(String ensemble, String name, PipelineOptions options)
      throws InterruptedException {
    String folder = temporary.resolve(name).resolve("observables").toString();
    StageJob.run(
        name,
        options,
        pipeline ->
            pipeline
                .apply(Create.of(Folder.of(ensemble)))
                .apply(MeasureObservables.standard().into(StageOutput.to(folder)))
                .apply(AggregateObservables.standard().into(StageOutput.to(folder))),
        Progress.none());
    return Storage.readText(Storage.resolve(folder, EstimatesFile.FILE_NAME));
  }
}
