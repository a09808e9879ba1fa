package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in the Javadoc of this package compile. */
class JavadocExamplesTest {
  private static final Path SOURCES = Path.of("src/main/java/org/fieldbeam/beam");
  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* }</pre>", Pattern.DOTALL);

  @TempDir Path classes;

  @Test
  void examplesCompile() throws IOException {
    List<JavaFileObject> examples = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Matcher matcher = EXAMPLE.matcher(Files.readString(file));
        while (matcher.find()) {
          String name = "Example" + examples.size() + "Of" + stem(file);
          examples.add(source(name, matcher.group(1).replaceAll("(?m)^ \\* ?", "")));
        }
      }
    }
    assertTrue(examples.size() >= 10, "examples found: " + examples.size());

    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    compiler
        .getTask(
            null,
            null,
            found,
            List.of(
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path")),
            null,
            examples)
        .call();
    List<String> errors =
        found.getDiagnostics().stream()
            .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
            .map(Object::toString)
            .toList();
    assertEquals(List.of(), errors);
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replace(".java", "").replace('-', '_');
  }

  /**
   * A class whose one method is the example; what examples take for granted is declared around it.
   */
  private static JavaFileObject source(String name, String example) {
    String text =
        String.join(
            "\n",
            "import java.util.List;",
            "import org.apache.beam.sdk.Pipeline;",
            "import org.apache.beam.sdk.transforms.*;",
            "import org.apache.beam.sdk.values.*;",
            "import org.fieldbeam.beam.*;",
            "import org.fieldbeam.beam.job.*;",
            "import org.fieldbeam.beam.model.*;",
            "import org.fieldbeam.beam.shard.*;",
            "import org.fieldbeam.beam.stage.*;",
            "import org.fieldbeam.core.action.*;",
            "import org.fieldbeam.core.diffusion.*;",
            "import org.fieldbeam.core.lattice.*;",
            "import org.fieldbeam.core.markov.*;",
            "import org.fieldbeam.core.markov.cluster.*;",
            "import org.fieldbeam.core.markov.hmc.*;",
            "import org.fieldbeam.core.markov.langevin.*;",
            "import org.fieldbeam.core.schedule.*;",
            "import org.fieldbeam.core.score.*;",
            "import org.fieldbeam.core.score.effective.*;",
            "import org.fieldbeam.core.score.fit.*;",
            "import org.fieldbeam.core.score.operator.*;",
            "import org.fieldbeam.torch.*;",
            "class " + name + " {",
            "  Pipeline pipeline;",
            "  void run(Action action, GenerateEnsemble generate, TrainingSettings settings,",
            "      String hash) throws Exception {",
            example,
            "  }",
            "}");
    return new SimpleJavaFileObject(
        URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
