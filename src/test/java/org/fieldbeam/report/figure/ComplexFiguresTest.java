package org.fieldbeam.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.action.ComplexScalar;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.thimble.LefschetzThimbles;
import org.fieldbeam.core.thimble.Thimble;
import org.fieldbeam.data.ComplexBatch;
import org.fieldbeam.data.ComplexWriter;
import org.fieldbeam.data.DatasetActions;
import org.fieldbeam.data.DatasetFolder;
import org.fieldbeam.data.DatasetInfo;
import org.fieldbeam.data.DatasetKind;
import org.fieldbeam.data.UserException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of complex ensembles, on ensembles whose means are known. */
class ComplexFiguresTest {
  private static final int CHAINS = 200;
  private static final LefschetzThimbles THIMBLES = LefschetzThimbles.of(action(4));

  @TempDir Path folder;
  private FigureData data;

  private static ComplexPolynomial action(double imaginary) {
    return ComplexPolynomial.quartic(-4, imaginary, 1, 0);
  }

  private static Complex mean(boolean origin) {
    Thimble centre = THIMBLES.nearest(Complex.of(0));
    return THIMBLES
        .integral(2, thimble -> (thimble == centre) == origin)
        .over(THIMBLES.integral(0, thimble -> (thimble == centre) == origin));
  }

  /** An ensemble whose z^2 has a known mean: z is a root of it plus Gaussian noise. */
  private void write(String name, double imaginary, DoubleFunction<Complex> square) {
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.COMPLEX, name, "generate", "hash-" + name, 1)
            .with(DatasetInfo.COMPONENTS, 1)
            .with(
                DatasetInfo.ACTION,
                DatasetActions.property(
                    ComplexScalar.quartic(
                        Lattice.of(1), new double[] {-4, imaginary}, new double[] {1, 0})));
    ComplexBatch batch = new ComplexBatch(new int[] {1}, 1, CHAINS);
    batch.resize(CHAINS);
    RandomStream random = Streams.of(20241118, name, 0, 0);
    double[] noise = new double[CHAINS];
    random.gaussians(noise, 0, 1, CHAINS);
    for (int b = 0; b < CHAINS; b++) {
      Complex z = square.apply(noise[b]).pow(0.5);
      batch.chain()[b] = b;
      batch.fields()[b] = z.re();
      batch.imaginary()[b] = z.im();
    }
    String path = folder.resolve(name).toString();
    try (ComplexWriter writer = ComplexWriter.create(path, info, 0, 1)) {
      writer.write(batch);
      DatasetFolder.commit(path, info, List.of(writer.finish()), Map.of());
    }
  }

  @BeforeEach
  void ensembles() {
    write("origin", 4, noise -> mean(true).plus(Complex.of(0.1 * noise, -0.2 * noise)));
    write("outer", 4, noise -> mean(false).plus(Complex.of(0.3 * noise, 0.1 * noise)));
    write("biased", 4, noise -> mean(false).plus(Complex.of(0.2 + 0.3 * noise, 0.1 * noise)));
    write("other", 5, noise -> Complex.of(1 + 0.1 * noise));
    data =
        new FigureData(
            List.of("origin", "outer", "biased", "other").stream()
                .map(name -> folder.resolve(name).toString())
                .toList());
  }

  private String table(String origin, String outer) {
    return new Recombination("Runs", "", List.of(new Recombination.Row(origin, outer)))
        .render("t", data);
  }

  /** Six Gaussian pulls in three pairs; one beyond 4 by chance in 4e-4. */
  @Test
  void runsOnTheirThimblesRecombineToTheExactMean() {
    ComplexSquare origin = ComplexSquare.read(data.dataset("origin"));
    ComplexSquare outer = ComplexSquare.read(data.dataset("outer"));
    Thimble centre = THIMBLES.nearest(Complex.of(0));
    Complex share = THIMBLES.integral(0, thimble -> thimble == centre).over(THIMBLES.integral(0));
    ComplexEstimate both = origin.times(share).plus(outer.times(Complex.ONE.minus(share)));
    assertTrue(origin.times(Complex.ONE).largestPull(mean(true)) < 4);
    assertTrue(outer.times(Complex.ONE).largestPull(mean(false)) < 4);
    assertTrue(both.largestPull(THIMBLES.moment(2)) < 4);
    String html = table("origin", "outer");
    assertTrue(html.contains("1.062638 − 1.283212i"), html);
    assertTrue(html.contains(both.toString()), html);
    assertTrue(!html.contains("pull large"), html);
  }

  @Test
  void theErrorKnowsThatBothPartsFluctuateTogether() {
    // z^2 = mean + (0.1 - 0.2i) noise: along i/(1 + 2i) or so the noise is in one part alone
    ComplexSquare origin = ComplexSquare.read(data.dataset("origin"));
    ComplexEstimate turned = origin.times(Complex.ONE.over(Complex.of(1, -2)));
    assertEquals(0, turned.im().error(), 1e-12);
    double expected = 0.1 / Math.sqrt(CHAINS);
    assertEquals(expected, turned.re().error(), 0.4 * expected); // 10 % spread over 50 blocks
  }

  @Test
  void aRunThatMissesItsThimblesIsMarked() {
    String html = table("origin", "biased");
    assertEquals(2, html.split("pull large", -1).length - 1, html);
  }

  @Test
  void runsOfDifferentActionsAreNotPutTogether() {
    assertThrows(UserException.class, () -> table("origin", "other"));
    ThimblePlot plot =
        new ThimblePlot(
            "Thimbles",
            "",
            action(4),
            List.of(new ThimblePlot.Cloud("run", "other")),
            new double[] {-2, 2},
            new double[] {-2, 2});
    assertThrows(UserException.class, () -> plot.render("t", data));
  }

  @Test
  void theScatterHoldsAllPointsOfASmallRun() {
    ThimblePlot plot =
        new ThimblePlot(
            "Thimbles",
            "",
            action(4),
            List.of(new ThimblePlot.Cloud("run", "outer")),
            new double[] {-5, 5},
            new double[] {-5, 5});
    String html = plot.render("t", data);
    String cloud = html.substring(html.lastIndexOf("class=\"cloud\""));
    assertEquals(CHAINS, cloud.substring(0, cloud.indexOf("/>")).split("h0", -1).length - 1);
    assertTrue(html.contains("n = 1"), html);
  }
}
