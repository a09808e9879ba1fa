package org.fieldbeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.fieldbeam.Allocation;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.file.PipelineFileException;
import org.fieldbeam.pipeline.file.PipelineSpec;
import org.fieldbeam.pipeline.kind.ScanSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Work that would not end, or ends in an error, is found before anything runs. */
class WorkBoundsTest {
  /** What looking at a file allocates at most, garbage included. */
  private static final long MOST_BYTES = 400L << 20;

  private static final String LANGEVIN = "algorithm: {complexLangevin: {step: 0.001}}";

  private static String list(int size) {
    return "[" + String.join(",", Collections.nCopies(size, "1")) + "]";
  }

  private static String generate(String lattice, String action, String algorithm) {
    return "generate: {into: a, lattice: "
        + lattice
        + ", action: "
        + action
        + ", algorithm: "
        + algorithm
        + ", chains: 4, configurations: 4}";
  }

  private static String scan(String into, String re, String im) {
    return "scan: {into: "
        + into
        + ", aRe: "
        + re
        + ", aIm: "
        + im
        + ", "
        + LANGEVIN
        + ", chains: 4, configurations: 4}";
  }

  private static String figure(String figure) {
    return "report: {figures: [" + figure + "]}";
  }

  private static String points(String axis) {
    return figure(
        "{points: {title: t, x: {label: x"
            + axis
            + "}, y: {label: y}, series: [{line: {name: n, x: [1, 2], y: [1, 2]}}]}}");
  }

  /** Stages, the line of the stage that is wrong, and words of the error. */
  private record Case(String words, String... stages) {
    @Override
    public String toString() {
      return words;
    }
  }

  private static final String RECOMBINATION =
      figure("{recombination: {title: t, origin: s, outer: r}}");

  static List<Case> cases() {
    return List.of(
        new Case(
            "which makes 9000000 points; allowed: at most 100000",
            scan("s", list(3000), list(3000))),
        new Case(
            "the lattice [65536, 65536] has 4294967296 sites",
            generate("[65536, 65536]", "{free: {kappa: 0.1}}", "hmc")),
        new Case(
            "lattice [1, 4] has an extent 1", generate("[1, 4]", "{free: {kappa: 0.1}}", "hmc")),
        new Case(
            "makes 8.59e+09 parameters",
            "train: {from: ./x, into: m, model: {mlp: {hidden: [65536, 65536, 65536]}}}"),
        new Case(
            "lets x be as large as",
            "sample: {model: {exact: {action: {quartic: {a: 1, b: 1.0e300}}, diffusion: vp}}, into: p,"
                + " configurations: 4}"),
        new Case(
            "lets x be as large as", generate("[1]", "{quartic: {a: 1, b: 1.0e300}}", "exact")),
        new Case("wells of the depth", generate("[4]", "{quartic: {a: -1.0e9, b: 1}}", "exact")),
        new Case(
            "takes a grid of",
            generate(
                "[1]",
                "{quartic: {a: 1, b: 1}}",
                "{deformedLangevin: {step: 1.0e-300, lambda: 0}}")),
        new Case(
            "of the axis 'x' is [1.0E-320, 1.0]",
            points(", logarithmic: true, range: [1.0e-320, 1]")),
        new Case(
            "of the axis 'x' is [1.0, 1.0000000000000002]",
            points(", range: [1, 1.0000000000000002]")),
        new Case("both of size up to 1.0E100", points(", range: [-1.0e308, 1.0e308]")),
        new Case(
            "cannot be followed to |z|",
            figure("{thimbles: {title: t, a: [-4, 10], b: 1, re: [-1.0e40, 1.0e40]}}")),
        new Case(
            "has a coefficient of size 1.0E-300",
            figure("{thimbles: {title: t, a: 1, b: 1.0e-300}}")),
        new Case(
            "degenerate saddle point", figure("{thimbleValues: {title: t, a: 1.0e-300, b: 1}}")),
        new Case("Stokes line", figure("{thimbles: {title: t, a: 1, b: 1}}")),
        new Case(
            "come too near to the origin",
            figure("{thimbleValues: {title: t, a: [-4, 1.0e-7], b: 1}}")),
        new Case(
            "exp(-S) is too large", figure("{thimbleValues: {title: t, a: [-100, 10], b: 1}}")),
        new Case(
            "allowed: ends of size up to 1000000.0",
            figure("{density: {title: t, datasets: ./x/y, range: [-1.0e9, 1]}}")),
        new Case("Stokes line", scan("s", "[1]", "[0]"), scan("r", "[1]", "[0]"), RECOMBINATION),
        new Case(
            "none of the outer thimbles counts",
            scan("s", "[4]", "[3]"),
            scan("r", "[4]", "[3]"),
            RECOMBINATION),
        new Case(
            "have different points",
            scan("s", "[-4]", "[3]"),
            scan("r", "[-4]", "[4]"),
            RECOMBINATION),
        new Case(
            "the scan has 1024 points; allowed: at most 1000",
            scan("s", list(32), list(32)),
            scan("r", list(32), list(32)),
            RECOMBINATION),
        new Case(
            "a run beside the thimbles of another action",
            generate(
                "[1]", "{complexQuartic: {a: [-4, 10], b: 1}}", "{complexLangevin: {step: 0.01}}"),
            figure("{thimbles: {title: t, a: [-4, 9], b: 1, clouds: [{name: n, from: a}]}}")),
        new Case(
            "q: for the action",
            generate(
                "[1]", "{complexQuartic: {a: [4, 3], b: 1}}", "{complexLangevin: {step: 0.01}}"),
            "measure: {from: a, into: o}",
            figure(
                "{compare: {title: t, from: o, rows: [{quantity: q, dataset: a, observable: phi2Re,"
                    + " exact: outerThimbles}]}}")));
  }

  private static String file(String... stages) {
    return "name: x\nseed: 1\nstages:\n- " + String.join("\n- ", stages) + "\n";
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isRefusedWhereItStands(Case wrong) {
    String[] message = new String[1];
    long bytes =
        Allocation.of(
            () ->
                message[0] =
                    assertThrows(
                            PipelineFileException.class,
                            () -> PipelineFile.parse(file(wrong.stages()), "p.yaml"))
                        .getMessage());
    int line = 3 + wrong.stages().length;
    assertTrue(message[0].startsWith("p.yaml:" + line + ":"), message[0]);
    assertTrue(message[0].contains(wrong.words()), message[0]);
    assertTrue(bytes < MOST_BYTES, () -> bytes + " bytes");
  }

  @Test
  void largeLatticesAndScansCostTheFileNothing() {
    // tables of neighbours alone would take half a gigabyte
    long bytes =
        Allocation.of(
            () -> {
              PipelineSpec spec =
                  PipelineFile.parse(
                      file(
                          generate("[64, 64, 64, 64]", "{phi4: {kappa: 0.1, lambda: 0.1}}", "hmc")
                              .replace("into: a", "into: b"),
                          scan("s", list(300), list(300)),
                          figure("{thimbles: {title: t, a: [-4, 10], b: 1, re: [-1.0e6, 1.0e6]}}"),
                          points(", logarithmic: true, range: [1.0e-100, 1.0e100]")
                              .replace("report: {", "report: {into: q, ")),
                      "p.yaml");
              assertEquals(90_000, ((ScanSpec) spec.stages().get(1)).points().size());
            });
    assertTrue(bytes < MOST_BYTES, () -> bytes + " bytes");
  }
}
