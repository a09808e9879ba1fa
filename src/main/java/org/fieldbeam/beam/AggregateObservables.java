package org.fieldbeam.beam;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.FolderPaths;
import org.fieldbeam.beam.shard.PermanentFailure;
import org.fieldbeam.beam.shard.ShardFunction;
import org.fieldbeam.beam.shard.ShardSums;
import org.fieldbeam.beam.shard.StageDisplay;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.beam.stage.EstimateRows;
import org.fieldbeam.beam.stage.Exactness;
import org.fieldbeam.core.observable.EnsembleAnalysis;
import org.fieldbeam.core.observable.EnsembleResult;
import org.fieldbeam.core.observable.MeasurementAnalysis;
import org.fieldbeam.core.statistics.TreeSum;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.check.DatasetChecks;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.MeasuredObservables;
import org.fieldbeam.data.row.EnsembleWeights;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.storage.Json;

/**
 * Turns measurement datasets into estimates with errors and autocorrelation times, and into checks,
 * by two passes over them; writes {@code estimates.json} and {@code checks.json}.
 *
 * <p>The sums of the shards are joined in a fixed tree: the files have the same bits on every
 * runner. Datasets stand in the order of their names. The output is one element, the folder, once
 * both files are there.
 *
 * <pre>{@code
 * pipeline
 *     .apply(Create.of(Folder.of("out/hmc")))
 *     .apply(MeasureObservables.standard().into(StageOutput.to("out/observables")))
 *     .apply(AggregateObservables.standard().into(StageOutput.to("out/observables")));
 * }</pre>
 */
public final class AggregateObservables
    extends PTransform<PCollection<Folder>, PCollection<Folder>> {
  private static final long serialVersionUID = 1L;

  /** Rows read together. */
  private static final int BATCH = 1024;

  private final StageOutput output;
  private final TreeMap<String, List<String>> expected;

  private final ArrayList<String> order;

  private AggregateObservables(
      StageOutput output, Map<String, List<String>> expected, List<String> order) {
    this.output = output;
    this.expected = new TreeMap<>(expected);
    this.order = new ArrayList<>(order);
  }

  /** Estimates and checks, of which none is expected to fail, until told otherwise. */
  public static AggregateObservables standard() {
    return new AggregateObservables(null, Map.of(), List.of());
  }

  /** The folder of the files; without it the transform cannot be applied. */
  public AggregateObservables into(StageOutput output) {
    return new AggregateObservables(output, expected, order);
  }

  /**
   * Names checks that are expected to fail, of ensembles that are biased on purpose: their rows say
   * so, see {@link DatasetCheck#bad}.
   *
   * @param checks names of checks by the name of the dataset
   */
  public AggregateObservables expecting(Map<String, List<String>> checks) {
    return new AggregateObservables(output, checks, order);
  }

  /**
   * Names the datasets that others are compared with: of the same lattice and action each is
   * compared with the first of them, check {@code agreement}. Without this they stand in the order
   * of their names, those that claim to be exact first. Of raw samples of a model, and of
   * algorithms with a bias, the comparison is not judged.
   *
   * @param order names of datasets, the one to compare with first
   */
  public AggregateObservables comparing(List<String> order) {
    return new AggregateObservables(output, expected, order);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder display) {
    StageDisplay.add(display, output, Map.of("expected", expected, "comparing", order));
  }

  @Override
  public PCollection<Folder> expand(PCollection<Folder> folders) {
    StageOutput.require(output, "AggregateObservables");
    PCollection<String> measurements =
        folders.apply("Paths", FolderPaths.of(Folder.Kind.MEASUREMENTS));
    PCollection<KV<String, double[]>> means =
        measurements.apply("Means", ShardSums.of(new MeanPass()));
    PCollectionView<Map<String, double[]>> meansView = means.apply("MeansView", View.asMap());
    return measurements
        .apply("Autocorrelations", ShardSums.of(new GammaPass()).after(meansView))
        .apply("Estimate", ParDo.of(new Estimates(meansView)).withSideInputs(meansView))
        .setCoder(KvCoder.of(VoidCoder.of(), StringUtf8Coder.of()))
        .apply("Gather", GroupByKey.create())
        .apply("Write", ParDo.of(new Write(output.folder(), expected, order)));
  }

  private static MeasurementAnalysis analysis(DatasetFolder measurements) {
    return MeasuredObservables.of(measurements.info()).analysis();
  }

  /**
   * Where the columns that an analysis takes stand in a dataset; -1 for one that it lacks and that
   * the analysis can do without.
   */
  private static int[] places(MeasurementAnalysis analysis, DatasetFolder measurements) {
    List<String> names = measurements.info().scalars();
    List<String> wanted = analysis.columns();
    int[] places = new int[wanted.size()];
    for (int c = 0; c < places.length; c++) {
      places[c] = names.indexOf(wanted.get(c));
      if (places[c] < 0 && !analysis.isOptional(wanted.get(c))) {
        throw UserException.of("a measurement dataset lacks a column that estimates need")
            .where(measurements.path())
            .given(String.join(", ", names))
            .allowed(wanted.get(c))
            .todo("measure the ensemble again")
            .build();
      }
    }
    return places;
  }

  /** Streams the measurements of a shard through a pass. */
  private static double[] run(
      MeasurementAnalysis.Pass pass,
      int[] places,
      DatasetFolder measurements,
      int shard,
      ShardFunction.RowCount progress) {
    List<String> names = measurements.info().scalars();
    int deltaH = names.indexOf(DatasetInfo.DELTA_H);
    int acceptance = names.indexOf(DatasetInfo.ACCEPTANCE);
    double[] columns = new double[places.length];
    MeasurementBatch rows = new MeasurementBatch(names, BATCH);
    try (RowReader<MeasurementBatch> reader = MeasurementBatch.ROWS.open(measurements, shard)) {
      for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
        for (int b = 0; b < n; b++) {
          for (int c = 0; c < columns.length; c++) {
            columns[c] = places[c] < 0 ? Double.NaN : rows.scalar(places[c])[b];
          }
          pass.add(
              rows.chain()[b],
              rows.step()[b],
              columns,
              EnsembleWeights.counted(measurements, rows, b),
              deltaH < 0 ? Double.NaN : rows.scalar(deltaH)[b],
              acceptance < 0 ? Double.NaN : rows.scalar(acceptance)[b]);
        }
        progress.add(n);
      }
    }
    return pass.sums();
  }

  /** One of the two passes over the rows of a shard. */
  private abstract static class AnalysisPass implements ShardSums.Sums<double[]> {
    private static final long serialVersionUID = 1L;

    /** The pass, after the sums of an earlier one. */
    abstract MeasurementAnalysis.Pass pass(MeasurementAnalysis analysis, double[] earlier);

    @Override
    public final double[] of(
        DatasetFolder dataset, int shard, double[] earlier, ShardFunction.RowCount progress) {
      MeasurementAnalysis analysis = analysis(dataset);
      return run(pass(analysis, earlier), places(analysis, dataset), dataset, shard, progress);
    }
  }

  private static final class MeanPass extends AnalysisPass {
    private static final long serialVersionUID = 1L;

    @Override
    public TreeSum.Join join() {
      return EnsembleAnalysis.MEAN_JOIN;
    }

    @Override
    MeasurementAnalysis.Pass pass(MeasurementAnalysis analysis, double[] earlier) {
      return analysis.meanPass();
    }
  }

  private static final class GammaPass extends AnalysisPass {
    private static final long serialVersionUID = 1L;

    @Override
    public TreeSum.Join join() {
      return EnsembleAnalysis.GAMMA_JOIN;
    }

    @Override
    MeasurementAnalysis.Pass pass(MeasurementAnalysis analysis, double[] means) {
      return analysis.gammaPass(means);
    }
  }

  /** Sums of both passes to the estimates and checks of a dataset, as JSON. */
  private static final class Estimates extends DoFn<KV<String, double[]>, KV<Void, String>> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Map<String, double[]>> means;

    Estimates(PCollectionView<Map<String, double[]>> means) {
      this.means = means;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      String folder = context.element().getKey();
      double[] gammaSums = context.element().getValue();
      double[] meanSums = context.sideInput(means).get(folder);
      context.output(
          KV.of(
              null, PermanentFailure.unlessPassing(() -> estimates(folder, meanSums, gammaSums))));
    }

    private static String estimates(String folder, double[] meanSums, double[] gammaSums) {
      DatasetFolder measurements = DatasetFolder.openLazily(folder, DatasetKind.MEASUREMENTS);
      EnsembleResult result = analysis(measurements).result(meanSums, gammaSums);
      return Json.compact(
          EstimateRows.of(
              measurements.info(),
              result,
              DatasetChecks.of(measurements.manifest()),
              Exactness.ofMeasurements(measurements)));
    }
  }

  /** The JSON of all datasets to the two files. */
  private static final class Write extends DoFn<KV<Void, Iterable<String>>, Folder> {
    private static final long serialVersionUID = 1L;
    private final String folder;
    private final TreeMap<String, List<String>> expected;
    private final ArrayList<String> order;

    Write(String folder, Map<String, List<String>> expected, List<String> order) {
      this.folder = folder;
      this.expected = new TreeMap<>(expected);
      this.order = new ArrayList<>(order);
    }

    @ProcessElement
    public void process(
        @Element KV<Void, Iterable<String>> datasets, OutputReceiver<Folder> folders)
        throws IOException {
      folders.output(PermanentFailure.unlessPassing(() -> write(datasets.getValue())));
    }

    private Folder write(Iterable<String> datasets) {
      EstimateRows rows = new EstimateRows(expected, order);
      datasets.forEach(rows::add);
      rows.writeChecks(folder);
      rows.writeEstimates(folder);
      return Folder.of(folder, Folder.Kind.ESTIMATES);
    }
  }
}
