package org.fieldbeam.report.figure.chart;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.thimble.LefschetzThimbles;
import org.fieldbeam.core.thimble.ThimblePart;
import org.fieldbeam.data.UserException;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.figure.value.ComplexEstimate;
import org.fieldbeam.report.figure.value.ScanRow;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Table;
import org.fieldbeam.report.plot.Text;

/**
 * A table of complex Langevin runs that stay on some of the thimbles, one row for each point of two
 * scans, and of what they give together: &lt;O&gt; = [Z_0 &lt;O&gt;_0 + (Z - Z_0) &lt;O&gt;_outer]
 * / Z for O = z^2, with Z_0 and Z by integration over the thimbles.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the table, with the markup of {@link Text}; may be empty
 * @param origin the scan of runs on the thimble of the origin
 * @param outer the scan of runs on the other thimbles, over the same actions
 */
public record Recombination(String title, String caption, String origin, String outer)
    implements Figure {
  /** Rows of the table; each takes some milliseconds. */
  private static final int MOST_ROWS = 1000;

  /** A pull beyond this is marked; the largest of two Gaussian pulls exceeds it in 0.5 %. */
  private static final double LARGE_PULL = 3;

  /** How often a Gaussian pull is beyond {@value #LARGE_PULL}. */
  private static final double CHANCE = 0.0027;

  @Override
  public boolean isWide() {
    return true;
  }

  /** Runs on both parts of the thimbles of the same actions; each part has to be there. */
  @Override
  public void require(Outlook outlook) {
    Optional<List<ComplexPolynomial>> first = outlook.scan(origin);
    Optional<List<ComplexPolynomial>> second = outlook.scan(outer);
    if (first.isPresent() && second.isPresent() && !first.equals(second)) {
      throw new IllegalArgumentException(
          "the scans '"
              + origin
              + "' and '"
              + outer
              + "' have different points; give both the same aRe, aIm and b");
    }
    List<ComplexPolynomial> actions = first.or(() -> second).orElse(List.of());
    if (actions.size() > MOST_ROWS) {
      throw new IllegalArgumentException(
          "the scan has "
              + actions.size()
              + " points; allowed: at most "
              + MOST_ROWS
              + ", the rows of the table");
    }
    for (ComplexPolynomial action : actions) {
      LefschetzThimbles thimbles = LefschetzThimbles.of(action);
      ThimblePart.ORIGIN.require(thimbles);
      ThimblePart.OUTER.require(thimbles);
    }
  }

  @Override
  public String render(String id, FigureData data) {
    List<ScanRow> first = ScanRow.read(data.dataset(origin));
    List<ScanRow> second = ScanRow.read(data.dataset(outer));
    requireSamePoints(first, second);
    Table table =
        new Table(
            List.of(
                "action",
                "run at the origin",
                "run on the outer thimbles",
                "share of the origin",
                "recombined"));
    Count atOrigin = new Count("the runs at the origin");
    Count outside = new Count("the runs on the outer thimbles");
    Count together = new Count("the recombined values");
    for (int i = 0; i < first.size(); i++) {
      ScanRow one = first.get(i);
      ScanRow other = second.get(i);
      LefschetzThimbles thimbles =
          LefschetzThimbles.of(
              ComplexPolynomial.quartic(one.a().re(), one.a().im(), one.b().re(), one.b().im()));
      Complex z0 = thimbles.integral(0, ThimblePart.ORIGIN.of(thimbles));
      // not as a difference to the whole: where the outer thimbles hardly count that cancels
      Complex z1 = thimbles.integral(0, ThimblePart.OUTER.of(thimbles));
      Complex share = z0.over(z0.plus(z1));
      Complex rest = z1.over(z0.plus(z1));
      Complex exact = thimbles.moment(2);
      ComplexEstimate result = one.times(share).plus(other.times(rest));
      table.row(
          List.of(
              "a = " + Numbers.complex(one.a().re(), one.a().im(), 0),
              run(one, thimbles.moment(2, ThimblePart.ORIGIN), atOrigin),
              run(other, thimbles.moment(2, ThimblePart.OUTER), outside),
              value(share),
              cell(result, value(exact) + "<br>" + together.pull(result, exact))));
    }
    StringBuilder out = new StringBuilder("<section id=\"").append(id).append("\">\n<h3>");
    out.append(Text.html(title)).append("</h3>\n").append(table.render());
    out.append("<p class=\"caption\">⟨z<sup>2</sup>⟩ with one standard error of each part. Under a")
        .append(
            " value: the exact one, for a run what its thimbles give by integration; the larger")
        .append(
            " of the two pulls, which says where a run converged; and the checks that failed or"
                + " could not judge,")
        .append(
            " which know nothing of the thimbles. The share of the origin is Z<sub>0</sub>/Z;"
                + " recombined:")
        .append(" Z<sub>0</sub>/Z times the first run plus (1 − Z<sub>0</sub>/Z) times the second,")
        .append(" exact where both runs converged. Pulls beyond 3: ");
    out.append(atOrigin).append("; ").append(outside).append("; ").append(together).append(". ");
    out.append(Text.html(caption));
    return out.append("</p>\n</section>\n").toString();
  }

  private void requireSamePoints(List<ScanRow> first, List<ScanRow> second) {
    List<Complex> a = first.stream().flatMap(row -> Stream.of(row.a(), row.b())).toList();
    List<Complex> b = second.stream().flatMap(row -> Stream.of(row.a(), row.b())).toList();
    if (!a.equals(b)) {
      throw UserException.of("runs on different thimbles have different actions")
          .where("scans " + origin + ", " + outer)
          .given("a and b of the points: " + a + "; " + b)
          .allowed("scans of the same aRe, aIm and b")
          .build();
    }
  }

  private static String run(ScanRow row, Complex target, Count count) {
    ComplexEstimate run = row.times(Complex.ONE);
    String checks = listed("failed", row.failed()) + listed("not judged", row.silent());
    return cell(run, value(target) + "<br>" + count.pull(run, target) + checks);
  }

  private static String listed(String what, List<String> checks) {
    return checks.isEmpty() ? "" : "<br>" + what + ": " + String.join(", ", checks);
  }

  private static String cell(ComplexEstimate estimate, String below) {
    return "<span class=\"value\">" + estimate + "</span><span class=\"sub\">" + below + "</span>";
  }

  private static String value(Complex z) {
    return "<span class=\"value\">" + Numbers.complex(z.re(), z.im(), 5) + "</span>";
  }

  /** Counts large pulls, of real and imaginary parts each, and writes the larger of a pair. */
  private static final class Count {
    private final String what;
    private int pulls;
    private int large;

    Count(String what) {
      this.what = what;
    }

    String pull(ComplexEstimate estimate, Complex exact) {
      for (double pull :
          new double[] {estimate.re().pull(exact.re()), estimate.im().pull(exact.im())}) {
        pulls++;
        large += Math.abs(pull) > LARGE_PULL ? 1 : 0;
      }
      double largest = estimate.largestPull(exact);
      String style = largest > LARGE_PULL ? "pull large" : "pull";
      String text = Double.isFinite(largest) ? Numbers.fixed(largest, 1) : "–";
      return "<span class=\"" + style + "\">pull " + text + "</span>";
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%d of %d of %s (%.2f by chance)", large, pulls, what, CHANCE * pulls);
    }
  }
}
