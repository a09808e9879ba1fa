package org.fieldbeam.cli;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.Extents;
import org.fieldbeam.cli.text.NumberOptions;
import org.fieldbeam.cli.text.PathConverter;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.core.diffusion.ForwardNoise;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.data.exchange.EmptyFolder;
import org.fieldbeam.torch.NeuralModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Makes a score model of TorchScript from elsewhere. */
@Command(
    name = "import-model",
    description = "Makes a score model of a TorchScript file, to be sampled from.",
    footer = {
      "",
      "TorchScript is a program: import-model runs it once, sampling runs it again,",
      "with the rights of your account. Modules that name operators which reach files",
      "or the terminal are refused, but that is no sandbox: import only what you",
      "trust, and say so by --trust. The model's folder records it; a folder that you",
      "get from others needs the same trust.",
      "",
      "The module's forward(x, t) takes fields x of shape [B, extents of the lattice]",
      "(and where a site has several values, [B, extents, values]: components, or links",
      "in the order of the axes) and times t of shape [B], single precision, and",
      "returns the score grad log p_t(x) in the shape of x. A score of angles is the",
      "same at x and x + 2 pi, which is tried.",
      "",
      "Example:",
      "  fieldbeam import-model score.pt data/score --trust --shape 1 \\",
      "      --diffusion vp -D beta=20 --action quartic -P a=-4 -P b=1",
      "  then in a pipeline file:  - sample: {model: data/score, into: samples, ...}",
      "  fieldbeam import-model gauge.pt data/gauge --trust --shape 8,8 \\",
      "      --diffusion ve -D sigma=25 --action u1 -P beta=2"
    })
final class ImportModelCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      converter = PathConverter.class,
      description = "TorchScript file.")
  private String file;

  @Parameters(
      index = "1",
      paramLabel = "PATH",
      converter = PathConverter.class,
      description = "Model folder to write.")
  private String folder;

  @Option(
      names = "--trust",
      description = "Run the file's program, here and whenever the model is sampled from.")
  private boolean trust;

  @Option(
      names = "--shape",
      paramLabel = "L,...",
      converter = Extents.Converter.class,
      required = true,
      description = "Lattice extents; 1 for a single site.")
  private Extents shape;

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      description =
          "What the fields consist of: sites|links real|angle COMPONENTS, such as \"links angle"
              + " 1\". If left out that of the action, or one real number at each site.")
  private String layout;

  @Option(
      names = "--diffusion",
      paramLabel = "NAME",
      required = true,
      description = "Noise schedule of the score: ve, vp or cosine.")
  private String diffusion;

  @Option(
      names = {"-D", "--diffusion-parameter"},
      paramLabel = "NAME=VALUE",
      parameterConsumer = NumberOptions.Named.class,
      description = "Parameter of the noise schedule, such as beta=20.")
  private Map<String, Object> schedule = new TreeMap<>();

  @Option(
      names = "--first-time",
      paramLabel = "T",
      defaultValue = "0.01",
      description = "Smallest time the score is meant for. Default: ${DEFAULT-VALUE}.")
  private double firstTime;

  @Mixin private ActionOptions action = new ActionOptions();

  @Override
  public Integer call() {
    if (!trust) {
      throw new ParameterException(
          spec.commandLine(),
          "TorchScript is a program, and import-model runs that of "
              + file
              + " with the rights of your account. Give --trust if you trust where it came from.");
    }
    FieldLayout fields;
    NoiseSchedule process;
    Optional<Map<String, Object>> description;
    try {
      Lattice lattice = Lattice.of(shape.shape());
      fields = layout == null ? FieldLayout.scalar(lattice) : FieldLayout.of(lattice, layout);
      process = NoiseSchedule.of(diffusion, schedule);
      if (!(firstTime > 0 && firstTime < process.lastTime())) {
        throw new IllegalArgumentException(
            "--first-time is " + firstTime + "; it must lie between 0 and " + process.lastTime());
      }
      description = action.tree();
      if (description.isPresent()) {
        FieldLayout own = Actions.requireReal(Actions.of(lattice, description.get())).layout();
        if (layout != null && !fields.equals(own)) {
          throw new IllegalArgumentException(
              "--layout says "
                  + fields
                  + ", and the action "
                  + description.get().get("name")
                  + " is one of "
                  + own
                  + "; leave --layout out");
        }
        fields = own;
      }
      ForwardNoise.requireSuited(fields, process);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    EmptyFolder.require(folder);
    NeuralModel.importScript(file, folder, fields, process, firstTime, description);
    main.terminal().out().println(folder + ": a score of " + fields);
    return ExitCode.DONE;
  }
}
