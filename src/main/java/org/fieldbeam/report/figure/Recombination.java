package org.fieldbeam.report.figure;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.thimble.LefschetzThimbles;
import org.fieldbeam.core.thimble.Thimble;
import org.fieldbeam.data.DatasetActions;
import org.fieldbeam.data.DatasetFolder;
import org.fieldbeam.data.UserException;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Table;
import org.fieldbeam.report.plot.Text;

/**
 * A table of complex Langevin runs that stay on some of the thimbles, and of what they give
 * together: &lt;O&gt; = [Z_0 &lt;O&gt;_0 + (Z - Z_0) &lt;O&gt;_outer] / Z for O = z^2, with Z_0 and
 * Z by integration over the thimbles.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the table, with the markup of {@link Text}; may be empty
 * @param rows one for each action
 */
public record Recombination(String title, String caption, List<Row> rows) implements Figure {
  /** A pull beyond this is marked; the largest of two Gaussian pulls exceeds it in 0.5 %. */
  private static final double LARGE_PULL = 3;

  /**
   * Two runs with one action.
   *
   * @param origin the run on the thimble of the origin
   * @param outer the run on the other thimbles
   */
  public record Row(String origin, String outer) {}

  @Override
  public boolean isWide() {
    return true;
  }

  @Override
  public String render(String id, FigureData data) {
    Table table =
        new Table(
            List.of(
                "action",
                "exact",
                "one loop",
                "run at the origin",
                "run on the outer thimbles",
                "share of the origin",
                "recombined"));
    for (Row row : rows) {
      table.row(cells(data.dataset(row.origin()), data.dataset(row.outer())));
    }
    StringBuilder out = new StringBuilder("<section id=\"").append(id).append("\">\n<h3>");
    out.append(Text.html(title)).append("</h3>\n").append(table.render());
    out.append("<p class=\"caption\">⟨z<sup>2</sup>⟩ with one standard error of each part. Under a")
        .append(" run: what its thimbles give by integration, and the larger of the two pulls; a")
        .append(" run converged where it is below 3. The share of the origin is")
        .append(" Z<sub>0</sub>/Z; recombined: Z<sub>0</sub>/Z times the first run plus")
        .append(" (1 − Z<sub>0</sub>/Z) times the second, exact where both runs converged.");
    if (!caption.isEmpty()) {
      out.append(' ').append(Text.html(caption));
    }
    return out.append("</p>\n</section>\n").toString();
  }

  private static List<String> cells(DatasetFolder origin, DatasetFolder outer) {
    ComplexPolynomial action = ComplexEnsembles.site(origin);
    if (!action.equals(ComplexEnsembles.site(outer))) {
      throw UserException.of("runs on different thimbles have different actions")
          .where(origin.path() + ", " + outer.path())
          .given(action + ", " + ComplexEnsembles.site(outer))
          .allowed("one action for both")
          .build();
    }
    LefschetzThimbles thimbles = LefschetzThimbles.of(action);
    Thimble centre = thimbles.nearest(Complex.of(0));
    Predicate<Thimble> atOrigin = thimble -> thimble == centre;
    Complex z0 = thimbles.integral(0, atOrigin);
    Complex m20 = thimbles.integral(2, atOrigin);
    // not as differences to the whole: where the outer thimbles hardly count those cancel
    Complex z1 = thimbles.integral(0, atOrigin.negate());
    Complex m21 = thimbles.integral(2, atOrigin.negate());
    Complex z = z0.plus(z1);
    Complex share = z0.over(z);
    ComplexSquare first = ComplexSquare.read(origin);
    ComplexSquare second = ComplexSquare.read(outer);
    Complex rest = z1.over(z);
    Complex exact = m20.plus(m21).over(z);
    return List.of(
        Text.escape(DatasetActions.complex(origin.info()).describe().replace('-', '−')),
        complex(exact),
        complex(thimbles.oneLoopSquare()),
        run(first.times(Complex.ONE), m20.over(z0)),
        run(second.times(Complex.ONE), m21.over(z1)),
        complex(share),
        result(first.times(share).plus(second.times(rest)), exact));
  }

  private static String run(ComplexEstimate run, Complex target) {
    return "<span class=\"value\">"
        + run
        + "</span><span class=\"sub\">thimbles "
        + complex(target)
        + " · "
        + pull(run.largestPull(target))
        + "</span>";
  }

  private static String result(ComplexEstimate result, Complex exact) {
    return "<span class=\"value\">"
        + result
        + "</span><span class=\"sub\">"
        + pull(result.largestPull(exact))
        + "</span>";
  }

  private static String pull(double pull) {
    String style = pull > LARGE_PULL ? "pull large" : "pull";
    String text = Double.isFinite(pull) ? Numbers.fixed(pull, 1) : "–";
    return "<span class=\"" + style + "\">pull " + text + "</span>";
  }

  /** With six digits after the point, in scientific notation where that shows nothing. */
  private static String complex(Complex z) {
    String format = z.abs() < 1e-3 ? "%.3e %s %.3ei" : "%.6f %s %.6fi";
    String text =
        String.format(Locale.ROOT, format, z.re(), z.im() < 0 ? "-" : "+", Math.abs(z.im()));
    return "<span class=\"value\">" + text.replace('-', '−') + "</span>";
  }
}
