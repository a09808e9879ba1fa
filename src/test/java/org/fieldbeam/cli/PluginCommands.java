package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.fieldbeam.PluginJars;
import org.fieldbeam.cli.text.Terminal;
import org.junit.jupiter.api.io.TempDir;

/** Commands with jars of plug-ins. */
abstract class PluginCommands {
  static final String ACTION = "org.fieldbeam.core.action.ActionKind";

  /** A kind with the free field behind it; %s are its name and what its constructor and body do. */
  static final String KIND =
      """
      package plug;
      import org.fieldbeam.core.action.*;
      import org.fieldbeam.core.lattice.Lattice;
      import org.fieldbeam.grammar.*;
      public class Kind implements ActionKind {
        public Kind() { %2$s }
        public About about() { return About.of("%1$s", "An action."); }
        public LatticeAction action(Lattice lattice, Value parameters) { %3$s }
      }
      """;

  static final String FREE = "return FreeField.of(lattice, 0.1);";

  @TempDir static Path folder;

  String out;
  String err;

  int run(Object... args) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(outText), new PrintWriter(errText), false, System::nanoTime);
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    int code = Main.execute(terminal, Stream.of(args).map(String::valueOf).toArray(String[]::new));
    assertEquals(before, Thread.currentThread().getContextClassLoader());
    out = outText.toString();
    err = errText.toString();
    return code;
  }

  static PluginJars kind(Path in, String name, String constructor, String action) {
    return PluginJars.in(in)
        .source("plug.Kind", KIND.formatted(name, constructor, action))
        .service(ACTION, "plug.Kind");
  }
}
