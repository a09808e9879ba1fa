package org.fieldbeam.report.figure.value;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.ScanColumns;

/**
 * A point of a scan: S = a z^2 + b z^4.
 *
 * @param re Re of the average of phi^2, with its error
 * @param im its imaginary part
 * @param correlation of the errors of both parts
 * @param failed the checks of drift, boundary terms, contour and mixing that say that the average
 *     is not to be trusted
 * @param silent those of them that could not judge
 * @param runaways how often a chain ran away
 */
public record ScanRow(
    Complex a,
    Complex b,
    Estimate re,
    Estimate im,
    double correlation,
    List<String> failed,
    List<String> silent,
    long runaways) {

  /** The rows of a scan, in order. */
  public static List<ScanRow> read(DatasetFolder scan) {
    if (scan.info().kind() != DatasetKind.MEASUREMENTS
        || !scan.info().scalars().containsAll(ScanColumns.all())) {
      throw UserException.of("a figure needs a scan")
          .where(scan.path())
          .given(scan.info().kind().label())
          .allowed("the output of a scan stage")
          .build();
    }
    List<ScanRow> rows = new ArrayList<>();
    MeasurementBatch batch = new MeasurementBatch(scan.info().scalars(), 64);
    for (int shard = 0; shard < scan.shardCount(); shard++) {
      try (RowReader<MeasurementBatch> reader = MeasurementBatch.ROWS.open(scan, shard)) {
        for (int n = reader.read(batch); n > 0; n = reader.read(batch)) {
          for (int i = 0; i < n; i++) {
            rows.add(row(batch, i));
          }
        }
      }
    }
    return rows;
  }

  private static ScanRow row(MeasurementBatch batch, int i) {
    return new ScanRow(
        Complex.of(batch.scalar(ScanColumns.re("a"))[i], batch.scalar(ScanColumns.im("a"))[i]),
        Complex.of(batch.scalar(ScanColumns.re("b"))[i], batch.scalar(ScanColumns.im("b"))[i]),
        average(batch, ScanColumns.re(ScanColumns.AVERAGE), i),
        average(batch, ScanColumns.im(ScanColumns.AVERAGE), i),
        batch.scalar(ScanColumns.CORRELATION)[i],
        checks(outcome -> batch.scalar(outcome)[i] > 0),
        checks(outcome -> batch.scalar(outcome)[i] < 0),
        (long) batch.scalar(ScanColumns.RUNAWAYS)[i]);
  }

  private static Estimate average(MeasurementBatch batch, String part, int i) {
    return Estimate.independent(batch.scalar(part)[i], batch.scalar(ScanColumns.error(part))[i], 2);
  }

  /** The checks whose column is as wanted. */
  private static List<String> checks(Predicate<String> column) {
    return ScanColumns.CHECKS.stream()
        .filter(check -> column.test(ScanColumns.failed(check)))
        .toList();
  }

  /** The exact average of phi^2. */
  Complex exact() {
    return ExactMoments.of(a, b).moment(2);
  }

  /** Whether a check says that the average is not to be trusted. */
  public boolean flagged() {
    return !failed.isEmpty();
  }

  /** Real and imaginary part of a factor times the average. */
  public ComplexEstimate times(Complex factor) {
    return new ComplexEstimate(part(factor.re(), -factor.im()), part(factor.im(), factor.re()));
  }

  private Estimate part(double ofRe, double ofIm) {
    double x = ofRe * re.error();
    double y = ofIm * im.error();
    double variance = x * x + y * y + 2 * correlation * x * y;
    return Estimate.independent(
        ofRe * re.value() + ofIm * im.value(), Math.sqrt(Math.max(0, variance)), 2);
  }

  /** The larger distance of real and imaginary part from the exact value, in standard errors. */
  public double pull() {
    return times(Complex.ONE).largestPull(exact());
  }
}
