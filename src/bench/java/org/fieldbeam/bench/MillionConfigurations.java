package org.fieldbeam.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.fieldbeam.beam.AggregateObservables;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.beam.MeasureObservables;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;

/**
 * Generates and measures 250,000, 10^6 and 4 10^6 configurations of 16 x 16 and prints time and
 * memory: run it with {@code -Xmx1g}. Memory is the most that was still in use after a collection.
 *
 * <p>Argument: direct (default) or flink.
 */
public final class MillionConfigurations {
  private static final int CHAINS = 64;

  private MillionConfigurations() {}

  /** Prints a line per size. */
  public static void main(String[] arguments) throws Exception {
    boolean flink = arguments.length > 0 && arguments[0].equals("flink");
    PipelineOptions options = flink ? Runners.flink(2) : Runners.direct(2);
    System.out.printf(
        "heap %d MiB, %s%n",
        Runtime.getRuntime().maxMemory() >> 20, flink ? "embedded Flink" : "Direct runner");
    for (int size : new int[] {250_000, 1_000_000, 4_000_000}) {
      run(options, size);
    }
  }

  private static void run(PipelineOptions options, int size) throws Exception {
    Path folder = Files.createTempDirectory("fieldbeam-bench");
    String ensemble = folder.resolve("hmc").toString();
    String observables = folder.resolve("observables").toString();
    AtomicLong peak = new AtomicLong();
    Progress watch = snapshot -> peak.accumulateAndGet(afterCollection(), Math::max);
    long start = System.nanoTime();
    StageJob.run(
        "hmc",
        options,
        pipeline ->
            pipeline.apply(
                GenerateEnsemble.of(
                        Phi4.of(Lattice.of(16, 16), 0.21, 0.022),
                        new Hmc(1.0, 10, Integrator.LEAPFROG))
                    .withChains(CHAINS)
                    .withChainsPerShard(8)
                    .withConfigurations((size + CHAINS - 1) / CHAINS)
                    .into(StageOutput.to(ensemble))),
        watch);
    double generated = (System.nanoTime() - start) / 1e9;
    long generatedPeak = peak.getAndSet(0);
    start = System.nanoTime();
    StageJob.run(
        "observables",
        options,
        pipeline ->
            pipeline
                .apply(Create.of(Folder.of(ensemble)))
                .apply(MeasureObservables.standard().into(StageOutput.to(observables)))
                .apply(AggregateObservables.standard().into(StageOutput.to(observables))),
        watch);
    double measured = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%,9d configurations: generate %.1f s, %d MiB; measure %.1f s, %d MiB%n",
        size, generated, generatedPeak >> 20, measured, peak.get() >> 20);
    EngineOverhead.delete(folder);
  }

  private static long afterCollection() {
    long used = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage usage = pool.getCollectionUsage();
      if (pool.getType() == MemoryType.HEAP && usage != null) {
        used += usage.getUsed();
      }
    }
    return used;
  }
}
