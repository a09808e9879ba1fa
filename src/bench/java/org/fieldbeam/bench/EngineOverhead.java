package org.fieldbeam.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;

/**
 * A generate stage on both runners against the bare kernel on as many threads, in times on the
 * wall: HMC of 10 leapfrog steps on 32 x 32. What a stage with next to no work takes (the start of
 * the job, and of the embedded Flink cluster) is shown apart and taken off before the ratio.
 *
 * <p>Argument: seconds that the bare kernel should take, 60 by default.
 */
public final class EngineOverhead {
  private static final int THREADS = 2;
  private static final int CHAINS = 64;
  private static final int CHAINS_PER_SHARD = 8;
  private static final int CONFIGURATIONS = 32;
  private static final Phi4 ACTION = Phi4.of(Lattice.of(32, 32), 0.26, 0.022);
  private static final Algorithm HMC = new Hmc(1.0, 10, Integrator.LEAPFROG);

  private EngineOverhead() {}

  /** Prints the three times and the two ratios. */
  public static void main(String[] arguments) throws Exception {
    double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 60;
    bare(5);
    int stride = (int) Math.max(1, 20 * seconds / bare(20));
    double bare = bare(stride);
    double[] direct = startAndStage(Runners.direct(THREADS), stride);
    double[] flink = startAndStage(Runners.flink(THREADS), stride);
    double bareAgain = bare(stride);
    double kernel = Math.min(bare, bareAgain);
    System.out.printf("bare kernel on %d threads: %.2f s and %.2f s%n", THREADS, bare, bareAgain);
    print("Direct runner", direct, kernel);
    print("embedded Flink", flink, kernel);
  }

  private static void print(String runner, double[] startAndStage, double kernel) {
    double start = startAndStage[0];
    double stage = startAndStage[1];
    System.out.printf(
        "%s: %.2f s, of them %.2f s to start; ratio without the start %.3f, with it %.3f%n",
        runner, stage, start, (stage - start) / kernel, stage / kernel);
  }

  /**
   * Times of a stage of next to no work (the second one: classes are loaded) and of the real one.
   */
  private static double[] startAndStage(PipelineOptions options, int stride)
      throws IOException, InterruptedException {
    stage(options, 1);
    return new double[] {stage(options, 1), stage(options, stride)};
  }

  /** The chains alone, each thread every second shard; nothing is written. */
  private static double bare(int stride) throws InterruptedException {
    long start = System.nanoTime();
    Thread[] threads = new Thread[THREADS];
    for (int t = 0; t < THREADS; t++) {
      int first = t;
      threads[t] =
          new Thread(
              () -> {
                int shards = CHAINS / CHAINS_PER_SHARD;
                for (int shard = first; shard < shards; shard += THREADS) {
                  MarkovChains chains =
                      HMC.start(
                          ACTION,
                          Start.hot(),
                          1,
                          "bench",
                          (long) shard * CHAINS_PER_SHARD,
                          CHAINS_PER_SHARD);
                  chains.advance(CONFIGURATIONS * stride);
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static double stage(PipelineOptions options, int stride)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("fieldbeam-bench");
    GenerateEnsemble generate =
        GenerateEnsemble.of(ACTION, HMC)
            .withChains(CHAINS)
            .withChainsPerShard(CHAINS_PER_SHARD)
            .withConfigurations(CONFIGURATIONS)
            .withStride(stride)
            .into(StageOutput.to(folder.resolve("hmc").toString()));
    long start = System.nanoTime();
    StageJob.run("hmc", options, pipeline -> pipeline.apply(generate), Progress.none());
    double elapsed = (System.nanoTime() - start) / 1e9;
    delete(folder);
    return elapsed;
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
