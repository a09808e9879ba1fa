package org.fieldbeam.data.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.data.UserException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain arrays with the couplings that they were made with, and with others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportEquationsTest {
  private static final int CHAINS = 64;
  private static final int LENGTH = 64;
  private static final int VOLUME = 16;

  @TempDir static Path folder;
  private Path file;
  private double[] values;
  private int imports;

  /** kappa = 0.26, lambda = 0.022, chain after chain. */
  @BeforeAll
  void write() throws IOException {
    Phi4 action = Phi4.of(Lattice.of(4, 4), 0.26, 0.022);
    MarkovChains chains =
        new MetropolisWolff(1.5, 3, 1).start(action, Start.hot(), 5, "test", 0, CHAINS);
    chains.advance(100);
    values = new double[CHAINS * LENGTH * VOLUME];
    for (int t = 0; t < LENGTH; t++) {
      chains.advance(3);
      for (int c = 0; c < CHAINS; c++) {
        for (int x = 0; x < VOLUME; x++) {
          values[(c * LENGTH + t) * VOLUME + x] = chains.fields()[x * CHAINS + c];
        }
      }
    }
    int[] shape = {CHAINS * LENGTH, 4, 4};
    file = Files.write(folder.resolve("plain.npy"), NumpyBytes.npy(shape, values));
  }

  private Check imported(Path from, double kappa, double lambda) {
    return imported(from, kappa, lambda, "schwingerDyson");
  }

  private Check imported(Path from, double kappa, double lambda, String name) {
    EnsembleImport.Request request =
        EnsembleImport.Request.of(from.toString())
            .withChains(CHAINS)
            .withAction(
                Map.of("name", "phi4", "parameters", Map.of("kappa", kappa, "lambda", lambda)));
    String into = "i" + imports++;
    return EnsembleImport.run(request, folder.resolve(into).toString(), into).checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Five scores beyond 5: a false alarm has probability 3e-6. */
  @Test
  void theCouplingsOfTheChainsPass() {
    Check check = imported(file, 0.26, 0.022);
    assertTrue(check.passed(), check.toString());
    assertTrue(check.explanation().contains("the farthest off of 5 equations"), check.toString());
  }

  /** The first pair fulfils the equation of O = phi, the others do not. */
  @ParameterizedTest
  @CsvSource({"0.3, 0.0498", "0.24, 0.022", "0.28, 0.022", "0.26, 0.05", "0.26, 0.01", "0.2, 0"})
  void othersFail(double kappa, double lambda) {
    Check check = imported(file, kappa, lambda);
    assertTrue(check.failed(), check.toString());
    boolean first = check.explanation().startsWith("<sum_x phi_x dS/dphi_x>/V");
    assertFalse(kappa == 0.3 && first, check.toString());
  }

  /** What the import computes of a configuration must be a number. */
  @ParameterizedTest
  @ValueSource(doubles = {1e80, -1e160, 1e300})
  void fieldsWhoseActionIsInfiniteAreRefused(double huge) throws IOException {
    double[] changed = values.clone();
    changed[VOLUME * (LENGTH * 7 + 5)] = huge;
    int[] shape = {CHAINS * LENGTH, 4, 4};
    Path one = Files.write(folder.resolve("huge.npy"), NumpyBytes.npy(shape, changed));
    UserException e = assertThrows(UserException.class, () -> imported(one, 0.26, 0.022));
    assertTrue(e.getMessage().contains("where: chain 7, step 5, column action"), e.getMessage());
    assertTrue(e.getMessage().contains("to do: the field of this"), e.getMessage());
  }

  /** Without an action there is none to be infinite, but nothing could be measured either. */
  @ParameterizedTest
  @CsvSource({"1e70, 1", "-1e80, 2", "1e160, 2", "1e300, 2"})
  void fieldsOfWhichNothingCanBeMeasuredFail(double huge, int checks) throws IOException {
    double[] changed = values.clone();
    changed[VOLUME * (LENGTH * 7 + 5)] = huge;
    int[] shape = {CHAINS * LENGTH, 4, 4};
    Path one = Files.write(folder.resolve("huge.npy"), NumpyBytes.npy(shape, changed));
    List<Check> found =
        EnsembleImport.run(
                EnsembleImport.Request.of(one.toString()).withChains(CHAINS),
                folder.resolve("huge" + huge).toString(),
                "huge")
            .checks();
    assertEquals(checks, found.size(), found.toString());
    if (checks > 1) {
      assertTrue(found.get(1).failed(), found.toString());
      assertTrue(found.get(1).explanation().startsWith("in row " + (LENGTH * 7 + 5) + " of"));
    }
  }

  /** The error of a mean is then as large as the mean, and any equation holds within errors. */
  @ParameterizedTest
  @ValueSource(doubles = {1e4, 1e20})
  void oneDamagedNumberLeavesNothingToJudge(double damaged) throws IOException {
    double[] changed = values.clone();
    changed[VOLUME * LENGTH * 7 + 5] = damaged;
    int[] shape = {CHAINS * LENGTH, 4, 4};
    Path one = Files.write(folder.resolve("one.npy"), NumpyBytes.npy(shape, changed));
    Check check = imported(one, 0.26, 0.022);
    assertFalse(check.passed() || check.failed(), check.toString());
    assertTrue(check.explanation().contains("out of all proportion"), check.toString());
  }

  /** Its powers are beyond what a number can hold: a failure, which names the equation. */
  @Test
  void aDamagedNumberThatOverflowsFails() throws IOException {
    double[] changed = values.clone();
    changed[VOLUME * LENGTH * 7 + 5] = -1e50;
    int[] shape = {CHAINS * LENGTH, 4, 4};
    Path one = Files.write(folder.resolve("one.npy"), NumpyBytes.npy(shape, changed));
    Check check = imported(one, 0.26, 0.022);
    assertTrue(check.failed(), check.toString());
    assertTrue(check.explanation().contains("beyond what a number can hold"), check.toString());
  }

  /** Powers of huge fields, or the squares of these, are infinite: a failure and no error. */
  @ParameterizedTest
  @ValueSource(doubles = {1e30, 1e40, 1e50, 1e60, 1e70})
  void hugeFieldsFail(double size) throws IOException {
    double[] large = new double[CHAINS * LENGTH * VOLUME];
    for (int i = 0; i < large.length; i++) {
      large[i] = (i * 37 % 101 - 50) * size;
    }
    int[] shape = {CHAINS * LENGTH, 4, 4};
    Path huge = Files.write(folder.resolve("huge.npy"), NumpyBytes.npy(shape, large));
    Check check = imported(huge, 0.26, 0.022);
    assertTrue(check.failed(), check.toString());
    assertTrue(size < 1e50 || Double.isInfinite(check.value()), check.toString());
    assertFalse(check.explanation().matches(".*(Infinity|NaN|not fluctuate).*"), check.toString());
  }

  /** Nothing shows what chains constant fields are of; their equations are plainly wrong. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5})
  void constantFieldsAreOfNoChains(double value) throws IOException {
    double[] constants = new double[CHAINS * LENGTH * VOLUME];
    Arrays.fill(constants, value);
    int[] shape = {CHAINS * LENGTH, 4, 4};
    Path constant = Files.write(folder.resolve("constant.npy"), NumpyBytes.npy(shape, constants));
    Check chains = imported(constant, 0.26, 0.022, "chainSplit");
    assertFalse(chains.judged(), chains.toString());
    Check equations = imported(constant, 0.26, 0.022);
    assertTrue(equations.failed(), equations.toString());
    assertTrue(equations.explanation().contains("not fluctuate"), equations.toString());
  }
}
