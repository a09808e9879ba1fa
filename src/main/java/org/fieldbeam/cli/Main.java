package org.fieldbeam.cli;

import java.util.Optional;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.LocaleCheck;
import org.fieldbeam.cli.text.NumberOptions;
import org.fieldbeam.cli.text.PlainText;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.data.UserException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code fieldbeam}. */
@Command(
    name = "fieldbeam",
    description = {
      "Lattice field theory ensembles by Markov chains and diffusion, as Apache Beam pipelines over"
          + " Parquet datasets."
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    subcommands = {
      RunCommand.class,
      ValidateCommand.class,
      ExplainCommand.class,
      InspectCommand.class,
      VerifyCommand.class,
      ImportCommand.class,
      ImportModelCommand.class,
      ExportCommand.class,
      ReportCommand.class,
      RecoverActionCommand.class,
      ReferenceCommand.class,
      ServeTransformsCommand.class,
      SchemaCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:bad usage or pipeline file",
      "3:done, but a check failed"
    },
    footer = {
      "",
      "Results go to standard output, progress and errors to standard error.",
      "",
      "Example:",
      "  fieldbeam run pipelines/phi4-quickstart.yaml"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Print the Java stack trace of an error.")
  private boolean stacktrace;

  @Option(
      names = Plugins.OPTION,
      paramLabel = "JAR[:JAR...]",
      scope = ScopeType.INHERIT,
      description = {
        "Jars of plug-ins, which add kinds; so does the environment variable "
            + Plugins.VARIABLE
            + "."
      })
  private String plugins;

  private final Terminal terminal;

  Main(Terminal terminal) {
    this.terminal = terminal;
  }

  Terminal terminal() {
    return terminal;
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    Terminal terminal = Terminal.ofProcess();
    System.setErr(PlainText.stream(System.err)); // logs of the engines, which quote files too
    Optional<String> locale = LocaleCheck.ofProcess(args);
    if (locale.isPresent()) {
      terminal.err().println("fieldbeam: " + locale.get());
      System.exit(ExitCode.USAGE);
    }
    int code = execute(terminal, args);
    if (terminal.out().checkError() && code == ExitCode.DONE) {
      terminal
          .err()
          .println("fieldbeam: standard output was closed before all results were written");
      code = ExitCode.FAILED;
    }
    // engine threads may linger; nothing that matters is left to them
    System.exit(code);
  }

  /** Runs a command. */
  public static int execute(Terminal terminal, String... args) {
    Main main = new Main(terminal);
    CommandLine commands = new CommandLine(main);
    commands.setOut(terminal.out());
    commands.setErr(terminal.err());
    NumberOptions.register(commands);
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setUsageHelpAutoWidth(true);
    // what the terminal writes is plain text
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    commands.setExecutionExceptionHandler(
        (exception, command, result) ->
            Failures.report(exception, terminal.err(), main.stacktrace));
    commands.setExecutionStrategy(main::withPlugins);
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    int code;
    try {
      code = commands.execute(args);
    } catch (Error e) { // picocli hands exceptions to the handler, and lets errors through
      code = Failures.report(e, terminal.err(), main.stacktrace);
    } finally {
      Thread.currentThread().setContextClassLoader(loader);
    }
    terminal.out().flush();
    terminal.err().flush();
    return code;
  }

  /** Runs a command in a thread that sees the plug-ins; who calls restores its class loader. */
  private int withPlugins(ParseResult parsed) {
    try {
      Plugins.open(plugins).ifPresent(Thread.currentThread()::setContextClassLoader);
    } catch (UserException e) {
      return Failures.usage(e, terminal.err(), stacktrace);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Give a command.");
  }
}
