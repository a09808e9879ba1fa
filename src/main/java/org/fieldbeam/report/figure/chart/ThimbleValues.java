package org.fieldbeam.report.figure.chart;

import java.util.List;
import java.util.Optional;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.exact.LangevinLimit;
import org.fieldbeam.core.thimble.LefschetzThimbles;
import org.fieldbeam.core.thimble.Thimble;
import org.fieldbeam.core.thimble.ThimblePart;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Table;
import org.fieldbeam.report.plot.Text;

/**
 * A table of what is computed on the thimbles of S = a z^2 + b z^4, beside closed forms and
 * quadrature along straight lines, which know nothing of thimbles, and of what one loop gives (eq.
 * 46 of Fukushima and Kamata, with its weights corrected).
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the table, with the markup of {@link Text}; may be empty
 * @param action the action
 */
public record ThimbleValues(String title, String caption, ComplexPolynomial action)
    implements Figure {
  private static final String NONE = "–";
  private static final int DECIMALS = 6;

  /** Differences beyond this part of the exact value are marked. */
  private static final double TOLERANCE = 1e-10;

  @Override
  public boolean isWide() {
    return true;
  }

  @Override
  public String render(String id, FigureData data) {
    Rows rows = new Rows();
    Complex a = Complex.of(action.coefficientRe(2), action.coefficientIm(2));
    Complex b = Complex.of(action.coefficientRe(4), action.coefficientIm(4));
    LefschetzThimbles thimbles = LefschetzThimbles.of(action);
    // the closed forms of the parts hold where all three thimbles count
    boolean three = b.im() == 0 && a.re() < 0 && a.im() != 0;
    saddlePoints(rows, thimbles, a, b, three);
    if (three) {
      Complex origin =
          ExactMoments.of(a.times(-1), b)
              .partitionFunction()
              .times(Complex.of(0, -Math.signum(a.im())));
      partition(rows, "Z_{0}", thimbles, ThimblePart.ORIGIN, origin);
      Complex outer = LangevinLimit.outerPartition(a, b);
      partition(rows, "Z_{+} + Z_{−}", thimbles, ThimblePart.OUTER, outer);
    }
    ExactMoments exact = ExactMoments.of(action);
    partition(rows, "Z", thimbles, ThimblePart.ALL, exact.partitionFunction());
    if (three) {
      rows.add(
          "⟨z^{2}⟩_{0}",
          thimbles.moment(2, ThimblePart.ORIGIN),
          LangevinLimit.origin(a, b),
          Optional.of(Complex.ONE.over(a.times(2))));
      rows.add(
          "⟨z^{2}⟩ of the outer two",
          thimbles.moment(2, ThimblePart.OUTER),
          LangevinLimit.outer(a, b),
          Optional.of(a.over(b).times(-0.5)));
    }
    rows.add("⟨z^{2}⟩", thimbles.moment(2), exact.moment(2), Optional.of(thimbles.oneLoopSquare()));
    rows.add("⟨z^{4}⟩", thimbles.moment(4), exact.moment(4), Optional.empty());
    StringBuilder out = new StringBuilder("<section class=\"compare\" id=\"").append(id);
    out.append("\">\n<h3>").append(Text.html(title)).append("</h3>\n").append(rows.table.render());
    out.append("<p class=\"caption\">Ours: zeros of S′, crossings of the dual curves with the real")
        .append(" axis, integration along the thimbles. Exact: closed forms, quadrature along")
        .append(" straight lines. Difference: of both, in parts of the exact value, marked beyond")
        .append(" 10<sup>−10</sup>. One loop: exp(−S) (2π/S″)<sup>1/2</sup> and z² at the saddle")
        .append(" points, and how far off that is.");
    if (!caption.isEmpty()) {
      out.append(' ').append(Text.html(caption));
    }
    return out.append("</p>\n</section>\n").toString();
  }

  /**
   * Makes sure that all values exist.
   *
   * @throws IllegalArgumentException if parameters are on a Stokes line, or a value is not known or
   *     beyond the range of doubles
   */
  public void requireValues() {
    render("trial", new FigureData(List.of()));
  }

  private static void saddlePoints(
      Rows rows, LefschetzThimbles thimbles, Complex a, Complex b, boolean three) {
    Complex root = a.over(b).times(-0.5).pow(0.5);
    for (Thimble thimble : thimbles.thimbles()) {
      Complex z = thimble.saddle();
      boolean centre = z.abs() < root.abs() / 2;
      boolean minus = z.plus(root).abs() < root.abs() / 2;
      String index = centre ? "_{0}" : minus ? "_{−}" : "_{+}";
      Complex closed = centre ? Complex.of(0) : root.times(minus ? -1 : 1);
      rows.add("z" + index, z, closed, Optional.empty());
      Complex value = centre ? Complex.of(0) : a.times(a).over(b).times(-0.25);
      rows.add("S(z" + index + ")", thimble.action(), value, Optional.empty());
      int n = thimble.intersection();
      rows.add("n" + index, Integer.toString(n), three ? "1" : NONE, three ? n - 1 : Double.NaN);
    }
  }

  private static void partition(
      Rows rows, String name, LefschetzThimbles thimbles, ThimblePart part, Complex exact) {
    Complex oneLoop =
        thimbles.thimbles().stream()
            .filter(part.of(thimbles))
            .map(thimble -> thimble.oneLoopWeight().times(thimble.intersection()))
            .reduce(Complex.of(0), Complex::plus);
    rows.add(name, thimbles.integral(0, part.of(thimbles)), exact, Optional.of(oneLoop));
  }

  /** The rows; that the paper prints none of these numbers is what its column says. */
  private static final class Rows {
    private final Table table =
        new Table(List.of("quantity", "paper", "ours", "exact", "difference", "one loop"));

    void add(String quantity, Complex ours, Complex exact, Optional<Complex> oneLoop) {
      double scale = exact.abs() == 0 ? 1 : exact.abs();
      table.row(
          List.of(
              Text.html(quantity),
              NONE,
              value(ours, DECIMALS),
              value(exact, DECIMALS),
              difference(ours.minus(exact).abs() / scale),
              oneLoop
                  .map(
                      loop ->
                          value(loop, 3)
                              + "<span class=\"sub\">off by "
                              + Numbers.significant(loop.minus(exact).abs() / scale, 2)
                              + "</span>")
                  .orElse(NONE)));
    }

    void add(String quantity, String ours, String exact, double difference) {
      table.row(List.of(Text.html(quantity), NONE, ours, exact, difference(difference), NONE));
    }

    private static String value(Complex z, int decimals) {
      return "<span class=\"value\">" + Numbers.complex(z.re(), z.im(), decimals) + "</span>";
    }

    private static String difference(double difference) {
      String large = Math.abs(difference) > TOLERANCE ? " large" : "";
      return "<span class=\"pull" + large + "\">" + Numbers.significant(difference, 2) + "</span>";
    }
  }
}
