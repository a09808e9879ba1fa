package org.fieldbeam.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.fieldbeam.beam.EnsembleIO;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;

/**
 * Configurations through a pipeline of one's own, out of an ensemble and into another, against a
 * plain loop on one thread that reads and writes the same shards: time on the wall.
 *
 * <p>Arguments: configurations, 100000 by default, and the extent L of an L x L lattice, 16.
 */
public final class EnsembleIoSpeed {
  private static final int THREADS = 2;
  private static final int CHAINS = 80;

  private EnsembleIoSpeed() {}

  /** Prints the times and the ratios. */
  public static void main(String[] arguments) throws Exception {
    int configurations = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    int extent = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 16;
    Phi4 action = Phi4.of(Lattice.of(extent, extent), 0.26, 0.022);
    Path folder = Files.createTempDirectory("fieldbeam-bench");
    String source = folder.resolve("source").toString();
    GenerateEnsemble generate =
        GenerateEnsemble.of(action, new Hmc(0.2, 1, Integrator.LEAPFROG))
            .withChains(CHAINS)
            .withChainsPerShard(10)
            .withConfigurations(configurations / CHAINS)
            .into(StageOutput.to(source));
    StageJob.run("source", Runners.direct(THREADS), p -> p.apply(generate), Progress.none());
    for (int repetition = 0; repetition < 2; repetition++) {
      double loop = loop(source, folder.resolve("loop" + repetition));
      print("plain loop", loop, loop);
      print(
          "Direct",
          pipeline(Runners.direct(THREADS), source, action, folder, "d" + repetition),
          loop);
      print(
          "Flink",
          pipeline(Runners.flink(THREADS), source, action, folder, "f" + repetition),
          loop);
    }
    EngineOverhead.delete(folder);
  }

  private static void print(String what, double seconds, double loop) {
    System.out.printf("%-10s %6.2f s, %5.2f times the loop%n", what, seconds, seconds / loop);
  }

  private static double loop(String source, Path target) throws IOException {
    long start = System.nanoTime();
    DatasetFolder from = DatasetFolder.open(source);
    EnsembleBatch rows = new EnsembleBatch(from.info().rowShape(), 64);
    for (int shard = 0; shard < from.shardCount(); shard++) {
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(from, shard);
          RowWriter<EnsembleBatch> writer =
              EnsembleBatch.ROWS.create(target.toString(), from.info(), shard, from.shardCount())) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          writer.write(rows);
        }
        writer.finish();
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static double pipeline(
      PipelineOptions options, String source, Phi4 action, Path folder, String name)
      throws InterruptedException {
    long start = System.nanoTime();
    StageJob.run(
        name,
        options,
        p ->
            p.apply(Create.of(Folder.of(source)))
                .apply(EnsembleIO.read())
                .apply(
                    EnsembleIO.write(action).into(StageOutput.to(folder.resolve(name).toString()))),
        Progress.none());
    return (System.nanoTime() - start) / 1e9;
  }
}
