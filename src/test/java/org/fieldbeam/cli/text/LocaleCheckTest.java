package org.fieldbeam.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.fieldbeam.cli.Main;
import org.junit.jupiter.api.Test;

class LocaleCheckTest {
  @Test
  void lettersThatWereLostAreTold() {
    assertTrue(LocaleCheck.objection("ANSI_X3.4-1968", "/x", "run", "\ufffd\ufffd").isPresent());
    assertTrue(LocaleCheck.objection("ANSI_X3.4-1968", "/\ufffd", "run", "a").isPresent());
    assertTrue(LocaleCheck.objection("ANSI_X3.4-1968", "/x", "run", "a").isEmpty());
    assertTrue(LocaleCheck.objection("ISO-8859-1", "/x", "run", "\u00e9").isEmpty());
    assertTrue(LocaleCheck.objection("UTF-8", "/x", "\u00e9", "\ufffd").isEmpty());
  }

  /** As a process of that locale sees it. */
  @Test
  void thePosixLocaleIsTold() throws Exception {
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "inspect",
                "\u00e9")
            .redirectErrorStream(true);
    // the bytes of the name are those of this test's locale, which may have none for it
    command.environment().put("LC_ALL", "POSIX");
    Process process = command.start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (told.contains("no dataset here")) {
      assertEquals(1, code, "where the letter was lost before, nothing is left to tell");
    } else {
      assertEquals(2, code, told);
      assertTrue(told.contains("set a locale of UTF-8, such as LC_ALL=C.UTF-8"), told);
    }
  }
}
