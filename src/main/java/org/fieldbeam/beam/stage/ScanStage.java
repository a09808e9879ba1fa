package org.fieldbeam.beam.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.beam.ScanComplexLangevin;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.action.ComplexNumber;
import org.fieldbeam.core.markov.ComplexLangevinChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.observable.EnsembleAnalysis;
import org.fieldbeam.core.observable.EnsembleKernel;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.EnsembleResult;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasurementAnalysis;
import org.fieldbeam.core.observable.ObservableChoice;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.row.ScanColumns;

/** The shards of {@link ScanComplexLangevin}: each holds some of the points. */
public final class ScanStage extends DatasetStage {
  private static final long serialVersionUID = 1L;

  /** Shards of a scan, at most: points are cheap. */
  private static final int MAX_SHARDS = 16;

  private final ArrayList<ScanPoint> points;
  public int chains = 1;
  public int thermalization;
  public int configurations = 1;
  public int stride = 1;

  public ScanStage(List<ScanPoint> points) {
    this.points = new ArrayList<>(points);
  }

  @Override
  public String stageName() {
    return "scan";
  }

  @Override
  public Optional<String> adviceWhereNotFinite() {
    return Optional.of(GenerateStage.RUNAWAY);
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    List<Object> all = new ArrayList<>();
    for (ScanPoint point : points) {
      all.add(DatasetActions.property(point.action()).toString() + point.algorithm());
    }
    settings.put("points", all);
    settings.put("chains", chains);
    settings.put("thermalization", thermalization);
    settings.put("configurations", configurations);
    settings.put("stride", stride);
    return settings;
  }

  @Override
  public Stage open(String input) {
    DatasetInfo info =
        info(DatasetKind.MEASUREMENTS, output.name(), points.get(0).action().layout(), List.of())
            .with(DatasetInfo.SCALARS, ScanColumns.all())
            .with("chains", chains)
            .with("thermalization", thermalization)
            .with("configurations", configurations)
            .with("stride", stride);
    int perShard = (points.size() + MAX_SHARDS - 1) / MAX_SHARDS;
    return new Stage() {
      @Override
      public DatasetInfo info() {
        return info;
      }

      @Override
      public int shards() {
        return (points.size() + perShard - 1) / perShard;
      }

      @Override
      public long rows() {
        return points.size();
      }

      @Override
      public ShardEntry write(int index, RowCount progress) {
        MeasurementBatch row = new MeasurementBatch(ScanColumns.all(), 1);
        row.resize(1);
        try (RowWriter<MeasurementBatch> writer =
            MeasurementBatch.ROWS.create(folder(input), info, index, shards())) {
          int end = Math.min(points.size(), (index + 1) * perShard);
          for (int point = index * perShard; point < end; point++) {
            row.chain()[0] = point;
            row.step()[0] = point;
            fill(row, points.get(point), point, progress);
            writer.write(row);
            progress.add(1);
          }
          return writer.finish();
        }
      }
    };
  }

  private void fill(MeasurementBatch row, ScanPoint point, int number, RowCount progress) {
    EnsembleMeasurement measurement =
        EnsembleMeasurement.of(
            EnsembleTraits.of(point.action()).withPhase(point.algorithm().phase()),
            ObservableChoice.standard());
    List<String> columns = measurement.columns();
    double[][] measured = run(point, number, measurement, progress);
    EnsembleResult result = analyse(measurement.analysis(), measured, columns.size());
    for (String name : ScanColumns.PARAMETERS) {
      ComplexNumber z = (ComplexNumber) point.action().description().parameters().get(name);
      row.scalar(ScanColumns.re(name))[0] = z.re();
      row.scalar(ScanColumns.im(name))[0] = z.im();
    }
    String re = ScanColumns.re(ScanColumns.AVERAGE);
    for (String part : List.of(re, ScanColumns.im(ScanColumns.AVERAGE))) {
      Estimate estimate = result.estimate(part);
      row.scalar(part)[0] = estimate.value();
      row.scalar(ScanColumns.error(part))[0] = estimate.error();
    }
    row.scalar(ScanColumns.CORRELATION)[0] = correlation(measured, columns.indexOf(re));
    for (String check : ScanColumns.CHECKS) {
      row.scalar(ScanColumns.failed(check))[0] = failed(checks(result, check));
    }
    row.scalar(ScanColumns.RUNAWAYS)[0] =
        checks(result, ScanColumns.RUNAWAYS).stream().mapToDouble(Check::value).sum();
  }

  /** The checks of a name; one of real and imaginary part has a name for each. */
  private static List<Check> checks(EnsembleResult result, String name) {
    return result.checks().stream()
        .filter(check -> check.name().replaceFirst("(Re|Im)$", "").equals(name))
        .toList();
  }

  /** How many failed; -1 if none did and one was not judged. */
  private static double failed(List<Check> checks) {
    long failed = checks.stream().filter(Check::failed).count();
    return failed == 0 && !checks.stream().allMatch(Check::passed) ? -1 : failed;
  }

  /** What is measured of all chains at each configuration, column by column. */
  private double[][] run(
      ScanPoint point, int number, EnsembleMeasurement measurement, RowCount progress) {
    ComplexAction action = point.action();
    EnsembleKernel kernel = measurement.kernel();
    ComplexLangevinChains running =
        point.algorithm().start(action, Start.hot(), seed, purpose() + "/" + number, 0, chains);
    double[] re = new double[action.values() * chains];
    double[] im = new double[re.length];
    double[] actionRe = new double[chains];
    double[] actionIm = new double[chains];
    long[] runaways = new long[chains];
    long[] before = new long[chains];
    double[][] measured = new double[configurations][measurement.columns().size() * chains];
    running.advance(thermalization);
    for (double[] values : measured) {
      running.advance(stride);
      running.copyFields(re, im);
      action.action(re, im, chains, actionRe, actionIm);
      for (int b = 0; b < chains; b++) {
        runaways[b] = running.runaways(b) - before[b];
        before[b] = running.runaways(b);
      }
      kernel.measure(re, im, actionRe, actionIm, runaways, chains, values);
      progress.add(0);
    }
    return measured;
  }

  private EnsembleResult analyse(EnsembleAnalysis analysis, double[][] measured, int width) {
    double[] means = pass(analysis.meanPass(), measured, width);
    return analysis.result(means, pass(analysis.gammaPass(means), measured, width));
  }

  /**
   * The correlation of the errors of a column and the next: that of the means of the chains; of one
   * chain that of its configurations. 0 where a column does not fluctuate.
   */
  private double correlation(double[][] measured, int column) {
    int blocks = chains > 1 ? chains : configurations;
    double[][] means = new double[2][blocks];
    for (int i = 0; i < configurations; i++) {
      for (int b = 0; b < chains; b++) {
        for (int part = 0; part < 2; part++) {
          means[part][chains > 1 ? b : i] += measured[i][(column + part) * chains + b];
        }
      }
    }
    double[] centre = {
      Arrays.stream(means[0]).sum() / blocks, Arrays.stream(means[1]).sum() / blocks
    };
    double[] products = new double[3];
    for (int block = 0; block < blocks; block++) {
      double x = means[0][block] - centre[0];
      double y = means[1][block] - centre[1];
      products[0] += x * x;
      products[1] += x * y;
      products[2] += y * y;
    }
    double norm = StrictMath.sqrt(products[0] * products[2]);
    return norm > 0 ? products[1] / norm : 0;
  }

  private double[] pass(MeasurementAnalysis.Pass pass, double[][] measured, int width) {
    double[] columns = new double[width];
    for (double[] values : measured) {
      for (int b = 0; b < chains; b++) {
        for (int column = 0; column < width; column++) {
          columns[column] = values[column * chains + b];
        }
        pass.add(b, columns, 0, Double.NaN);
      }
    }
    return pass.sums();
  }
}
