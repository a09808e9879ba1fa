package org.fieldbeam.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ActionKind;
import org.fieldbeam.core.action.FreeField;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.data.exchange.ImportKind;
import org.fieldbeam.data.export.ExportKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kinds of plug-ins: what a service file on the class path of a thread names. */
class KindsTest {
  @TempDir Path folder;

  /** The free field under another name, as a plug-in would add it. */
  public static class Named implements ActionKind {
    private final String name;

    /** A kind of a good name. */
    public Named() {
      this("pluggedIn");
    }

    Named(String name) {
      this.name = name;
    }

    @Override
    public About about() {
      return About.of(name, "The free field at kappa 0.1.");
    }

    @Override
    public Action action(Lattice lattice, Value parameters) {
      return FreeField.of(lattice, 0.1);
    }
  }

  /** A kind of the name of another. */
  public static final class Twin extends Named {
    /** Called phi4. */
    public Twin() {
      super("phi4");
    }
  }

  /** A kind that no file could name. */
  public static final class Nameless extends Named {
    /** Called by a name with a blank. */
    public Nameless() {
      super("my action");
    }
  }

  /** A kind that cannot be made. */
  public static final class Throwing extends Named {
    /** Throws. */
    public Throwing() {
      throw new IllegalStateException("no licence");
    }
  }

  private <T> T with(String kind, Callable<T> work) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF").resolve("services"));
    Files.writeString(services.resolve(ActionKind.class.getName()), kind + "\n");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      return work.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void aKindOfAPlugInIsOneMore() throws Exception {
    String name = with(Named.class.getName(), () -> ActionKind.all().get("pluggedIn").name());
    assertEquals("pluggedIn", name);
    // it is there for whoever sees the plug-in, and for nobody else
    IllegalArgumentException unknown =
        assertThrows(IllegalArgumentException.class, () -> ActionKind.all().get("pluggedin"));
    assertTrue(unknown.getMessage().contains("allowed: anharmonic"), unknown.getMessage());
  }

  private void refused(String kind, String... words) throws IOException {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> with(kind, ActionKind::all));
    for (String word : words) {
      assertTrue(error.getMessage().contains(word), error.getMessage());
    }
  }

  @Test
  void whatCannotBeAKindIsRefusedByName() throws IOException {
    refused(Twin.class.getName(), "two kinds of action are called 'phi4'", "Phi4", "Twin");
    refused(Nameless.class.getName(), "'my action'", "letters and digits");
    refused(Throwing.class.getName(), "no licence", "against this version");
    refused("org.example.Missing", "org.example.Missing", "against this version");
    refused(Lattice.class.getName(), "not a subtype", "against this version");
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    IllegalArgumentException unknown =
        assertThrows(IllegalArgumentException.class, () -> ActionKind.all().get("Phi4"));
    assertTrue(unknown.getMessage().contains("did you mean 'phi4'?"), unknown.getMessage());
  }

  /** Of every sort: a name that is like none of ours may be one of a plug-in that is not there. */
  @Test
  void aNameThatIsLikeNoneOfOursMayBeThatOfAPlugIn() {
    String words = "; if it is of a plug-in, name its jar by --plugins";
    for (Kinds<?> kinds :
        List.of(
            ActionKind.all(),
            AlgorithmKind.all(),
            ObservableKind.all(),
            CheckKind.all(),
            ExportKind.all(),
            ImportKind.all())) {
      String said =
          assertThrows(IllegalArgumentException.class, () -> kinds.get("zzzzzzzz")).getMessage();
      assertTrue(said.contains(words), said);
      Type type = Type.Fields.of(Key.required("key", kinds.choice(), "A kind."));
      said =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> ValueReader.require(Map.of("key", "zzzzzzzz"), type, "a test"))
              .getMessage();
      assertTrue(said.contains(words), said);
    }
  }
}
