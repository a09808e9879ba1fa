package org.fieldbeam.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.action.ComplexScalar;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.thimble.LefschetzThimbles;
import org.fieldbeam.core.thimble.Thimble;
import org.fieldbeam.core.thimble.ThimblePart;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.report.figure.chart.Recombination;
import org.fieldbeam.report.figure.chart.ThimblePlot;
import org.fieldbeam.report.figure.chart.ThimbleValues;
import org.fieldbeam.report.figure.value.ActionValue;
import org.fieldbeam.report.figure.value.ComplexEstimate;
import org.fieldbeam.report.figure.value.MeasuredValue;
import org.fieldbeam.report.figure.value.ScanRow;
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
        DatasetInfo.of(
                DatasetKind.COMPLEX,
                name,
                "generate",
                "hash-" + name,
                FieldLayout.complexified(Lattice.of(1), 1))
            .with(
                DatasetInfo.ACTION,
                DatasetActions.property(
                    ComplexScalar.quartic(
                        Lattice.of(1), new double[] {-4, imaginary}, new double[] {1, 0})));
    ComplexBatch batch = new ComplexBatch(new int[] {1}, CHAINS);
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
    try (RowWriter<ComplexBatch> writer = ComplexBatch.ROWS.create(path, info, 0, 1)) {
      writer.write(batch);
      DatasetFolder.commit(path, info, List.of(writer.finish()), Map.of());
    }
  }

  @BeforeEach
  void ensembles() {
    write("origin", 4, noise -> mean(true).plus(Complex.of(0.1 * noise, -0.2 * noise)));
    write("outer", 4, noise -> mean(false).plus(Complex.of(0.3 * noise, 0.1 * noise)));
    write("other", 5, noise -> Complex.of(1 + 0.1 * noise));
    data =
        new FigureData(
            List.of("origin", "outer", "other").stream()
                .map(name -> folder.resolve(name).toString())
                .toList());
  }

  /** A scan of one point, with errors of both parts of the mean of z^2 and their correlation. */
  private String scan(String name, double imaginary, Complex mean, double re, double im, double c) {
    List<String> columns = new ArrayList<>(List.of("aRe", "aIm", "bRe", "bIm"));
    columns.addAll(
        List.of("phi2Re", "phi2ReError", "phi2Im", "phi2ImError", "phi2Correlation", "runaways"));
    for (String check :
        List.of("driftDecay", "boundaryTerms", "contour", "stride", "window", "schwingerDyson")) {
      columns.add(check + "Failed");
    }
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.MEASUREMENTS, name, "scan", "hash-" + name, 1)
            .with(DatasetInfo.SCALARS, columns);
    MeasurementBatch row = new MeasurementBatch(columns, 1);
    row.resize(1);
    Map.of(
            "aRe",
            -4.0,
            "aIm",
            imaginary,
            "bRe",
            1.0,
            "phi2Re",
            mean.re(),
            "phi2ReError",
            re,
            "phi2Im",
            mean.im(),
            "phi2ImError",
            im,
            "phi2Correlation",
            c,
            "contourFailed",
            1.0)
        .forEach((column, value) -> row.scalar(column)[0] = value);
    String path = folder.resolve(name).toString();
    try (RowWriter<MeasurementBatch> writer = MeasurementBatch.ROWS.create(path, info, 0, 1)) {
      writer.write(row);
      DatasetFolder.commit(path, info, List.of(writer.finish()), Map.of());
    }
    return path;
  }

  private String table(String origin, String outer) {
    return new Recombination("Runs", "", origin, outer).render("t", data);
  }

  @Test
  void runsOnTheirThimblesRecombineToTheExactMean() {
    String origin = scan("origin-scan", 4, mean(true), 0.01, 0.02, 0.3);
    String html = table(origin, scan("outer-scan", 4, mean(false), 0.03, 0.01, -0.5));
    // runs without any deviation: the recombined value is the exact one, to all its digits
    assertEquals(3, html.split("<span class=\"pull\">pull 0.0<", -1).length - 1, html);
    assertEquals(1, html.split(">1.06264 − 1.28321i<", -1).length - 1, html);
    assertTrue(html.contains("0 of 2 of the recombined values (0.01 by chance)"), html);
    assertTrue(html.contains("failed: contour"), html);
    assertTrue(!html.contains("pull large"), html);
    // Re z^2 of the outer run is 5 errors off
    Complex off = mean(false).plus(Complex.of(0.15, 0));
    String biased = table(origin, scan("biased-scan", 4, off, 0.03, 0.01, -0.5));
    assertTrue(biased.contains("1 of 2 of the runs on the outer thimbles"), biased);
    assertTrue(biased.contains("<span class=\"pull large\">pull 5.0<"), biased);
    assertThrows(
        UserException.class,
        () -> table(origin, scan("other-scan", 5, mean(false), 0.03, 0.01, -0.5)));
  }

  /**
   * With x + i y = (1 + 2i) noise, (x + i y) / (1 + 2i) has no imaginary part and no error of it.
   */
  @Test
  void theErrorOfAProductKnowsThatBothPartsFluctuateTogether() {
    String path = scan("one", 4, Complex.of(1, 2), 0.01, 0.02, 1);
    ScanRow row = ScanRow.read(DatasetFolder.open(path)).get(0);
    ComplexEstimate turned = row.times(Complex.ONE.over(Complex.of(1, 2)));
    assertEquals(1, turned.re().value(), 1e-15);
    assertEquals(0.01, turned.re().error(), 1e-15);
    assertEquals(0, turned.im().error(), 1e-9);
  }

  /** Against the closed forms of all three, to the digits that are known, and an identity. */
  @Test
  void exactValuesFollowFromTheActionOfTheEnsemble() {
    Map<ThimblePart, Complex> squares =
        Map.of(
            ThimblePart.ALL, Complex.of(1.062638, -1.283212),
            ThimblePart.ORIGIN, Complex.of(-0.066658, -0.055830),
            ThimblePart.OUTER, Complex.of(1.944170, -2.066658));
    squares.forEach(
        (part, square) -> {
          assertEquals(square.re(), exact(part, "phi2Re"), 1e-6);
          assertEquals(square.im(), exact(part, "phi2Im"), 1e-6);
          // <phi S'> = 1 on every closed line of integration: 2 a <phi^2> + 4 b <phi^4> = 1
          Complex fourth = Complex.of(exact(part, "phi4Re"), exact(part, "phi4Im"));
          Complex all =
              Complex.of(-4, 4)
                  .times(Complex.of(exact(part, "phi2Re"), exact(part, "phi2Im")))
                  .times(2)
                  .plus(fourth.times(4));
          assertEquals(1, all.re(), 1e-10);
          assertEquals(0, all.im(), 1e-10);
        });
    assertThrows(UserException.class, () -> exact(ThimblePart.ALL, "driftRe"));
  }

  private double exact(ThimblePart part, String observable) {
    return new ActionValue(part)
        .read(Optional.of(new MeasuredValue("observables", "origin", observable)), data);
  }

  @Test
  void thimblesAndQuadratureAgreeAndOneLoopDoesNot() {
    for (double imaginary : new double[] {1, 4, 10, -4}) {
      String html = new ThimbleValues("Thimbles", "", action(imaginary)).render("t", data);
      assertEquals(16, html.split("<th scope=\"row\"", -1).length - 1, html);
      assertTrue(!html.contains("pull large"), html);
      assertEquals(6, html.split(">off by ", -1).length - 1, html);
      assertTrue(!html.contains("off by 0" + "<"), html);
    }
  }

  @Test
  void aRunIsNotDrawnOverTheThimblesOfAnotherAction() {
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
