package org.fieldbeam.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.model.ModelPortrait;
import org.fieldbeam.report.plot.Histogram;

/** A run of made-up numbers with everything a report can show, awkward cases included. */
final class SampleRun {
  private static final String HASH =
      "3f1c0a9be27c41d5a0f4b8c9d2e6f7a1b3c5d7e9f1a2b4c6d8e0f2a4b6c8d0e2";

  private SampleRun() {}

  static RunData full() {
    List<RunData.Ensemble> ensembles =
        List.of(
            ensemble("hmc", 20.7, 0), ensemble("proposals", 0.5, 1), ensemble("diffusion", 0.6, 2));
    List<DatasetCheck> checks = new ArrayList<>();
    for (RunData.Ensemble ensemble : ensembles) {
      checks.add(
          new DatasetCheck(
              ensemble.name(),
              Check.of(
                  "schwingerDyson",
                  true,
                  0.7,
                  4,
                  "The Schwinger-Dyson identity per site is 1.0012(17), expected 1."),
              false));
    }
    checks.add(
        new DatasetCheck(
            "hmc",
            Check.of(
                "thermalization",
                false,
                6.1,
                4,
                "The second halves of the chains lie 6.1 standard errors above the first halves;"
                    + " raise thermalization to 2000 or more & run again <if it persists>."),
            false));
    checks.add(
        new DatasetCheck(
            "diffusion",
            Check.notJudged(
                "stride",
                2,
                "chains of one configuration each have no autocorrelation: they are taken to be"
                    + " independent"),
            false));
    return new RunData(
        "phi4-quickstart",
        20240601,
        "pipelines/phi4-quickstart.yaml",
        "name: phi4-quickstart\n"
            + "seed: 20240601\n"
            + "stages:\n"
            + "  - generate: {into: hmc, lattice: [16, 16], action: {phi4: {kappa: 0.26, lambda:"
            + " 0.022}}, algorithm: {hmc: {length: 1.0, steps: 10}}}\n"
            + "  # <script>alert('not run')</script>\n",
        List.of(
            dataset(
                "hmc",
                "ensemble",
                "generate",
                "phi4(kappa = 0.26, lambda = 0.022), hmc(length = 1)"),
            dataset("score", "model", "train", "effective action"),
            dataset(
                "a-long-name.with_everything.that-is-allowed.in-names", "ensemble", "sample", "")),
        EnsembleMeasurement.of(Phi4.of(Lattice.of(32, 32), 0.2, 0.1)).observables(),
        ensembles,
        checks,
        List.of(model()),
        List.of(new RunData.Weights("proposals", gaussian(3, 0.2, 40, 0), facts())),
        film(),
        List.of(
            new RunData.Snapshots("hmc", PICTURE, snapshots()),
            new RunData.Snapshots("gauge", PLAQUETTES, snapshots())));
  }

  private static RunData.Dataset dataset(String name, String kind, String stage, String what) {
    return new RunData.Dataset(
        name, kind, stage, what, 4096, 8_543_210, 4, "2026-01-31T12:00:00Z", "node", "0.1.0", HASH);
  }

  private static RunData.Ensemble ensemble(String name, double tau, int index) {
    Map<String, Estimate> estimates = new LinkedHashMap<>();
    String[] names = {
      "M",
      "absM",
      "M2",
      "M4",
      "chiAbs",
      "chi",
      "binder",
      "phi2",
      "phi4",
      "nn",
      "actionDensity",
      "xi",
      "schwingerDyson",
      "somethingNew"
    };
    for (int i = 0; i < names.length; i++) {
      double value = i == 0 ? -0.0021 : 0.3 * Math.exp(0.45 * i);
      estimates.put(
          names[i],
          new Estimate(
              value * (1 + 0.001 * index),
              0.01 + 0.002 * i,
              tau,
              0.06 * tau,
              30,
              4096,
              4096 / tau));
    }
    estimates.put("notFinite", new Estimate(Double.NaN, Double.NaN, 0.5, Double.NaN, -1, 1, 1));
    List<Estimate> correlator = new ArrayList<>();
    for (int t = 0; t <= 16; t++) {
      double c = 3.1 * (Math.exp(-t / 3.6) + Math.exp((t - 32) / 3.6));
      correlator.add(Estimate.independent(c, 0.04 + 0.02 * t, 4096));
    }
    double[] rho = new double[120];
    SplittableRandom random = new SplittableRandom(7);
    for (int t = 0; t < rho.length; t++) {
      rho[t] = Math.exp(-t / tau) + (t == 0 ? 0 : 0.03 * (random.nextDouble() - 0.5));
    }
    Estimate absM = new Estimate(0.25, 0.006, tau, 0.1, index == 0 ? 77 : 3, 4096, 99);
    return new RunData.Ensemble(
        "observables",
        name,
        "[16, 16]phi4",
        estimates,
        Map.of(),
        "M",
        gaussian(1, 0.32, 40, index),
        correlator,
        Optional.of(new RunData.Autocorrelation("absM", rho, absM)));
  }

  private static Histogram gaussian(double range, double width, int bins, int shift) {
    double[] edges = new double[bins + 1];
    double[] density = new double[bins];
    double[] error = new double[bins];
    for (int i = 0; i <= bins; i++) {
      edges[i] = range * (2.0 * i / bins - 1);
    }
    for (int i = 0; i < bins; i++) {
      double x = (0.5 * (edges[i] + edges[i + 1]) + 0.01 * shift) / width;
      density[i] = Math.exp(-x * x / 2) / (width * Math.sqrt(2 * Math.PI));
      error[i] = 0.1 * Math.sqrt(density[i]);
    }
    return new Histogram(edges, density, error);
  }

  private static RunData.Model model() {
    int levels = 20;
    double[] tau = new double[levels];
    double[] residual = new double[levels];
    double[] validation = new double[levels];
    double[] condition = new double[levels];
    for (int i = 0; i < levels; i++) {
      tau[i] = 0.5 * (Math.pow(25, (i + 1.0) / levels) - 1);
      residual[i] = 1e-3 / (1 + tau[i]);
      validation[i] = 1.1 * residual[i];
      condition[i] = 1e5 / (1 + tau[i]);
    }
    return new RunData.Model(
        "score",
        new ModelPortrait(
            "Effective action with 20 levels; operators f4, f6, 33G.",
            List.of(
                new ModelPortrait.Chart(
                    "residual",
                    "Residual of the fit",
                    "noise variance τ",
                    "mean square residual per site",
                    true,
                    List.of(
                        new ModelPortrait.Series("fitted", tau, residual, true),
                        new ModelPortrait.Series("validation", tau, validation, true)),
                    "The two should agree."),
                new ModelPortrait.Chart(
                    "condition",
                    "Condition of the normal equations",
                    "noise variance τ",
                    "condition number",
                    true,
                    List.of(new ModelPortrait.Series("", tau, condition, true)),
                    "Towards 10<sup>12</sup> operators can no longer be told apart."))));
  }

  private static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("effective sample size", "0.9821(12)");
    facts.put("acceptance", "0.942(3)");
    facts.put("longest run of rejections", "5");
    return facts;
  }

  private static final FieldPicture PICTURE =
      new FieldPicture(FieldLayout.scalar(Lattice.of(16, 16)));
  private static final FieldPicture PLAQUETTES =
      new FieldPicture(FieldLayout.linkAngles(Lattice.of(16, 16)));

  /** Waves from -3 to 3. */
  private static double[][] snapshots() {
    double[][] fields = new double[6][256];
    for (int c = 0; c < fields.length; c++) {
      for (int x = 0; x < 256; x++) {
        fields[c][x] = 3 * Math.sin(0.4 * (x % 16) + c) * Math.cos(0.2 * x / 16);
      }
    }
    return fields;
  }

  private static RunData.Film film() {
    SplittableRandom random = new SplittableRandom(3);
    double[] tau = {12, 5.5, 2.2, 0.7, 0.15, 0};
    double[][][] fields = new double[4][tau.length][16 * 16];
    for (int c = 0; c < 4; c++) {
      for (int f = 0; f < tau.length; f++) {
        for (int x = 0; x < 256; x++) {
          int row = x / 16;
          double wave = Math.sin(0.4 * (x % 16) + c) * Math.cos(0.4 * row);
          fields[c][f][x] = wave + Math.sqrt(tau[f]) * (random.nextDouble() - 0.5) * 3.4;
        }
      }
    }
    return new RunData.Film("proposals", PICTURE, tau, fields, "");
  }
}
