package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.beam.stage.ScanPoint;
import org.fieldbeam.core.action.BoseGas;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.action.ComplexScalar;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.ComplexLangevin;
import org.fieldbeam.core.markov.ComplexLangevin.Scheme;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.RowReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Complex Langevin as stages: bytes of both runners, resumption, and what the files hold. */
class ComplexRunTest {
  private static final int CHAINS = 12;
  private static final int CONFIGURATIONS = 20;
  private static final BoseGas GAS = BoseGas.of(Lattice.of(3, 4), 1, 1, 0.5);

  @TempDir Path temporary;

  private static Progress.Snapshot run(Path out, PipelineOptions options)
      throws InterruptedException {
    return StageJob.run(
        "complex",
        options,
        pipeline -> {
          ComplexLangevin adaptive = new ComplexLangevin(0.01, Scheme.ADAPTIVE, 0, 1000);
          PCollection<Folder> gas = pipeline.apply("Gas", generate(GAS, adaptive, out, "gas"));
          PCollection<Folder> site =
              pipeline.apply("Site", generate(quartic(2, 1), adaptive, out, "site"));
          PCollectionList.of(gas)
              .and(site)
              .apply(Flatten.pCollections())
              .apply(MeasureObservables.standard().into(StageOutput.to(out + "/observables")))
              .apply(AggregateObservables.standard().into(StageOutput.to(out + "/observables")));
          pipeline.apply(
              ScanComplexLangevin.of(points())
                  .withChains(16)
                  .withThermalization(1000)
                  .withConfigurations(60)
                  .withStride(20)
                  .withSeed(7)
                  .into(StageOutput.to(out + "/scan")));
        },
        Progress.none());
  }

  private static GenerateEnsemble generate(
      ComplexAction action, ComplexLangevin algorithm, Path out, String name) {
    return GenerateEnsemble.of(action, algorithm)
        .withChains(CHAINS)
        .withThermalization(100)
        .withConfigurations(CONFIGURATIONS)
        .withStride(5)
        .withChainsPerShard(5)
        .withSeed(5)
        .into(StageOutput.to(out + "/" + name));
  }

  private static ComplexScalar quartic(double re, double im) {
    return ComplexScalar.quartic(Lattice.of(1), new double[] {re, im}, new double[] {1, 0});
  }

  /** A grid of 3 x 6 actions, of which complex Langevin is right. */
  private static List<ScanPoint> points() {
    List<ScanPoint> points = new ArrayList<>();
    for (double re : new double[] {1, 2, 3}) {
      for (double im = 0; im < 6; im++) {
        points.add(
            new ScanPoint(
                quartic(re, im / 5), new ComplexLangevin(2e-3, Scheme.HALF_IMPLICIT, 0, 1000)));
      }
    }
    return points;
  }

  @Test
  void bytesDoNotDependOnRunnerNorOnResumption() throws Exception {
    Path direct = temporary.resolve("direct");
    run(direct, Runners.direct(2));
    SortedMap<String, String> hashes = Folders.hashes(direct);
    assertTrue(hashes.containsKey("gas/part-00002-of-00003.parquet"), hashes.toString());
    assertTrue(hashes.containsKey("observables/site/part-00002-of-00003.parquet"));
    assertTrue(hashes.containsKey("observables/estimates.json"));
    assertTrue(hashes.containsKey("scan/part-00008-of-00009.parquet"));

    Path flink = temporary.resolve("flink");
    run(flink, Runners.flink(2));
    assertEquals(hashes, Folders.hashes(flink));

    // what a run leaves that was stopped in the middle of every dataset
    for (String lost :
        List.of(
            "gas/_manifest.json",
            "gas/part-00001-of-00003.parquet",
            "scan/_manifest.json",
            "scan/part-00000-of-00009.parquet",
            "scan/part-00007-of-00009.parquet")) {
      Files.delete(direct.resolve(lost));
    }
    Progress.Snapshot resumed = run(direct, Runners.direct(1));
    assertEquals(3 + 3 + 6 + 9 - 3, resumed.shardsKept(), "all shards there were, less the lost");
    assertEquals(hashes, Folders.hashes(direct));

    theEnsembleHoldsWhatItsActionSays(DatasetFolder.open(direct + "/gas", DatasetKind.COMPLEX));
    theScanHoldsItsGrid(DatasetFolder.open(direct + "/scan", DatasetKind.MEASUREMENTS));
    List<String> datasets =
        EstimatesFile.read(direct + "/observables").stream()
            .map(EstimatesFile.Entry::dataset)
            .distinct()
            .toList();
    assertEquals(List.of("gas", "site"), datasets);
  }

  private static void theEnsembleHoldsWhatItsActionSays(DatasetFolder gas) {
    assertEquals(CHAINS * CONFIGURATIONS, gas.manifest().rows());
    ComplexBatch rows = ComplexBatch.of(gas.info(), CHAINS * CONFIGURATIONS);
    for (int shard = 0; shard < gas.shardCount(); shard++) {
      try (RowReader<ComplexBatch> reader = ComplexBatch.ROWS.open(gas, shard)) {
        int n = reader.read(rows);
        double[] re = new double[n];
        double[] im = new double[n];
        GAS.action(rows.fields(), rows.imaginary(), n, re, im);
        double away = 0;
        for (int b = 0; b < n; b++) {
          assertEquals(re[b], rows.action()[b]);
          assertEquals(im[b], rows.actionImaginary()[b]);
          assertEquals(0, rows.runaways()[b]);
          away = Math.max(away, Math.abs(rows.imaginary()[b]));
        }
        assertTrue(away > 0, "the field became complex");
      }
    }
  }

  /** Each point against quadrature: 36 comparisons at five standard errors have 2e-5. */
  private static void theScanHoldsItsGrid(DatasetFolder scan) {
    assertEquals(18, scan.manifest().rows());
    MeasurementBatch rows = new MeasurementBatch(scan.info().scalars(), 18);
    int point = 0;
    for (int shard = 0; shard < scan.shardCount(); shard++) {
      try (RowReader<MeasurementBatch> reader = MeasurementBatch.ROWS.open(scan, shard)) {
        for (int b = 0, n = reader.read(rows); b < n; b++, point++) {
          double re = 1 + Math.floor(point / 6.0);
          double im = point % 6 / 5.0;
          assertEquals(point, rows.step()[b]);
          assertEquals(re, rows.scalar("aRe")[b]);
          assertEquals(im, rows.scalar("aIm")[b]);
          assertEquals(1, rows.scalar("bRe")[b]);
          assertEquals(0, rows.scalar("bIm")[b]);
          Complex exact = ExactMoments.of(Complex.of(re, im), Complex.of(1)).moment(2);
          String what = "a = " + re + " + " + im + " i";
          agrees(rows.scalar("phi2Re")[b], rows.scalar("phi2ReError")[b], exact.re(), what);
          agrees(rows.scalar("phi2Im")[b], rows.scalar("phi2ImError")[b], exact.im(), what);
          assertEquals(0, rows.scalar("runaways")[b], what);
          assertEquals(0, rows.scalar("contourFailed")[b], what);
          double correlation = rows.scalar("phi2Correlation")[b];
          assertTrue(Math.abs(correlation) <= 1, what + ": " + correlation);
          // a real action has no imaginary part; of the others both parts fluctuate together
          assertEquals(im == 0, correlation == 0, what);
        }
      }
    }
    assertEquals(18, point);
  }

  /** A real action has no imaginary part and no error of it. */
  private static void agrees(double value, double error, double exact, String what) {
    assertTrue(
        Math.abs(value - exact) <= 5 * error + 1e-12,
        what + ": " + value + " +- " + error + " against " + exact);
  }
}
