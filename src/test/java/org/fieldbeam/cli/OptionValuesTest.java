package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.fieldbeam.cli.text.Terminal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of options: read as pipeline files read them, refused before anything else is done. */
class OptionValuesTest {
  private static final String IMPORT = "import none.npy none --action phi4 ";
  private static final String MODEL = "import-model none.pt none --shape 1 --diffusion vp ";

  private static int code;

  private static String errors(String line) {
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(new StringWriter()), new PrintWriter(err), false, System::nanoTime);
    code = Main.execute(terminal, line.strip().split(" +"));
    return err.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-P kappa=0.2 -P kappa=0.3      | -P: kappa is given twice",
        "-P kappa=0.2 --parameter kappa=0.2 | -P: kappa is given twice",
        "-P kappa=0.2d                  | '0.2d' is not a number",
        "-P kappa=0.2f                  | '0.2f' is not a number",
        "-P kappa=0x1p3                 | '0x1p3' is not a number",
        "-P kappa=0x1.8p-1              | '0x1.8p-1' is not a number",
        "-P kappa=NaN                   | 'NaN' is not a number",
        "-P kappa=Infinity              | 'Infinity' is not a number",
        "-P kappa=1e999                 | '1e999' is not a number",
        "-P kappa=0,2                   | '0,2' is not a number",
        "-P kappa=1_000                 | '1_000' is not a number",
        "-P kappa=٣                     | '٣' is not a number",
        "-P kappa=                      | '' is not a number",
        "-P kappa                       | 'kappa' is not of the form NAME=VALUE",
        "-P =0.2                        | '=0.2' is not of the form NAME=VALUE",
        "-P                             | needs NAME=VALUE",
        "--chains 0x10                  | '0x10' is not a whole number",
        "--chains 010                   | '010' is not a whole number",
        "--chains 8.0                   | '8.0' is not a whole number",
        "--chains 4294967304            | '4294967304' is not a whole number",
        "--chains ٨                     | '٨' is not a whole number",
        "--chains 8 --chains 8          | should be specified only once",
        "--shape 0,16                   | an extent 0",
        "--shape -4,-4                  | an extent -4",
        "--shape 1,4                    | an extent 1",
        "--shape 2,2,2,2,2              | 5 axes",
        "--shape 65536,65536            | more than 2^30 sites",
        "--shape 4294967297,2           | '4294967297' is not a whole number",
        "--shape 4,,4                   | '' is not a whole number",
        "--shape 4,x                    | 'x' is not a whole number",
        "--shape 4,4 --shape 8          | should be specified only once",
      })
  void refusedByImport(String options, String message) {
    refused(IMPORT + options, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-D beta=20d             | '20d' is not a number",
        "-D beta=20 -D beta=20   | -D: beta is given twice",
        "--first-time 0x1p-7     | '0x1p-7' is not a number",
        "--action quartic -P a=1 -P a=2 | -P: a is given twice",
      })
  void refusedByImportModel(String options, String message) {
    refused(MODEL + options, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--parallelism 0x4  | '0x4' is not a whole number",
        "--parallelism 02   | '02' is not a whole number",
      })
  void refusedByRun(String options, String message) {
    refused("run none.yaml " + options, message);
  }

  private static void refused(String line, String message) {
    String errors = errors(line);
    assertEquals(2, code, errors);
    assertTrue(errors.contains(message), errors);
    assertFalse(errors.contains("no such file"), errors);
  }

  /** These get as far as the file, which is not there. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-P kappa=0.2 -P lambda=.1",
        "-Pkappa=+2.e-1 -Plambda=1E0",
        "--parameter=kappa=-0.2 -P lambda=1"
      })
  void taken(String options) {
    String errors = errors(IMPORT + options);
    assertEquals(1, code, errors);
    assertTrue(errors.contains("no such file"), errors);
  }
}
