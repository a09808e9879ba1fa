package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.pipeline.Catalogue;
import org.junit.jupiter.api.Test;

class ReferenceCommandTest {
  private static final Path PAGE = Path.of("src", "site", "reference.md");

  private static final Path MODULE =
      Path.of("src", "main", "python", "fieldbeam", "beam", "_transforms.py");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.execute(
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, System::nanoTime), args);
  }

  @Test
  void theCommittedPageIsThatOfTheCatalogue() throws IOException {
    assertEquals(0, run("reference", "--markdown"));
    assertEquals(
        out.toString(),
        Files.readString(PAGE),
        "write it with: runners/local reference --markdown > " + PAGE);
  }

  @Test
  void theCommittedModuleOfPythonIsThatOfTheCatalogue() throws IOException {
    assertEquals(0, run("reference", "--python"));
    assertEquals(
        out.toString(),
        Files.readString(MODULE),
        "write it with: runners/local reference --python > " + MODULE);
  }

  /** Everything that can be named says what it is, and every key what it stands for. */
  @Test
  void everyKindSaysWhatItIs() {
    assertEquals(0, run("reference"));
    for (Catalogue.Sort sort : Catalogue.sorts()) {
      assertFalse(sort.kinds().isEmpty(), sort.word());
      for (Catalogue.Entry kind : sort.kinds()) {
        String name = sort.word() + " " + kind.about().name();
        assertTrue(out.toString().contains(kind.about().name() + " "), name);
        assertTrue(kind.about().summary().endsWith("."), name + ": " + kind.about().summary());
        kind.forms().stream()
            .flatMap(form -> form.stream())
            .forEach(key -> assertTrue(key.description().endsWith("."), name + "." + key.name()));
      }
    }
  }

  @Test
  void oneKindIsShownWithItsKeys() {
    assertEquals(0, run("reference", "phi4"));
    for (String part : new String[] {"hopping", "lambda0", "Montvay", "S = sum", "required"}) {
      assertTrue(out.toString().contains(part), out.toString());
    }
  }

  @Test
  void anUnknownKindIsNamedWithTheNearest() {
    assertEquals(2, run("reference", "phi5"));
    assertTrue(err.toString().contains("did you mean 'phi4'?"), err.toString());
  }

  @Test
  void programsReadJson() {
    assertEquals(0, run("reference", "--json"));
    assertTrue(Json.parse(out.toString(), "reference").toString().contains("boseGas"));
  }
}
