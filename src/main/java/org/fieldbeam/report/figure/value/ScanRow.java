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

  private static final String FAILED = "Failed";

  private static final List<String> FLAGS =
      List.of(
          "driftDecayFailed",
          "boundaryTermsFailed",
          "contourFailed",
          "strideFailed",
          "windowFailed",
          "schwingerDysonFailed");

  /** The rows of a scan, in order. */
  public static List<ScanRow> read(DatasetFolder scan) {
    if (scan.info().kind() != DatasetKind.MEASUREMENTS
        || !scan.info().scalars().containsAll(FLAGS)
        || !scan.info().scalars().contains("phi2Correlation")) {
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
        Complex.of(batch.scalar("aRe")[i], batch.scalar("aIm")[i]),
        Complex.of(batch.scalar("bRe")[i], batch.scalar("bIm")[i]),
        Estimate.independent(batch.scalar("phi2Re")[i], batch.scalar("phi2ReError")[i], 2),
        Estimate.independent(batch.scalar("phi2Im")[i], batch.scalar("phi2ImError")[i], 2),
        batch.scalar("phi2Correlation")[i],
        flags(flag -> batch.scalar(flag)[i] > 0),
        flags(flag -> batch.scalar(flag)[i] < 0),
        (long) batch.scalar("runaways")[i]);
  }

  private static List<String> flags(Predicate<String> which) {
    return FLAGS.stream()
        .filter(which)
        .map(flag -> flag.substring(0, flag.length() - FAILED.length()))
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
