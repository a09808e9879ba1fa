package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.withDefault;

import java.util.List;
import org.fieldbeam.grammar.Alternatives;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.StageKind;
import org.fieldbeam.torch.Architecture;
import org.fieldbeam.torch.Conditioning;
import org.fieldbeam.torch.NetworkTraining;
import org.fieldbeam.torch.TrainingSettings;

/**
 * The keys that the training of every network has, with the defaults of one architecture as they
 * stand in a file.
 *
 * @param conditioning which one is taken where none is named, in words
 */
record NetworkKeys(
    String conditioning,
    String epochs,
    String batch,
    String learningRate,
    String decay,
    String ema,
    String times,
    String firstTime) {
  private static final Alternatives<TrainingSettings.Loss> LOSSES =
      Alternatives.of(
              "denoising",
              "w |s + z / sigma|^2; of angles the score of the wrapped noise is in place of"
                  + " -z / sigma.",
              TrainingSettings.Loss.DENOISING)
          .or(
              "implicit",
              "2 w (|s|^2 / 2 + div s); the divergence is exact for mlp and equivariant, and"
                  + " estimated with one random probe a row for a unet.",
              TrainingSettings.Loss.IMPLICIT)
          .or(
              "mixed",
              "w |s - y|^2 with y = -u grad S(x_0) / alpha - (1 - u) z / sigma, and u such that y has"
                  + " the least noise, for each mode of a scalar field: needs the action, and learns"
                  + " the score at small t better.",
              TrainingSettings.Loss.MIXED);
  private static final Alternatives<TrainingSettings.Weight> WEIGHTS =
      Alternatives.of("noise", "w = sigma^2(t).", TrainingSettings.Weight.NOISE)
          .or("diffusion", "w = g^2(t).", TrainingSettings.Weight.DIFFUSION)
          .or(
              "network",
              "w = 1 / out(t)^2, out the network's factor.",
              TrainingSettings.Weight.NETWORK);
  private static final Alternatives<Conditioning.Kind> CONDITIONINGS =
      Alternatives.of(
              "preconditioned",
              "Gaussian score plus a correction of unit variance; not for angles.",
              Conditioning.Kind.PRECONDITIONED)
          .or("noise", "s = F(x, t) / sigma(t).", Conditioning.Kind.NOISE)
          .or("plain", "s = F(x, t).", Conditioning.Kind.PLAIN)
          .or(
              "range",
              "s = F((x - centre) / unit, t) / sigma(t), which brings the training data to [-1, 1];"
                  + " the schedule, ve only, gets the same unit. Not for angles.",
              Conditioning.Kind.RANGE);
  private static final Alternatives<TrainingSettings.Decay> DECAYS =
      Alternatives.of("cosine", "Half a cosine to zero.", TrainingSettings.Decay.COSINE)
          .or("none", "Constant.", TrainingSettings.Decay.NONE);

  List<Key> keys() {
    return List.of(
        withDefault("loss", LOSSES.choice(), "denoising", "Score matching."),
        optional(
            "weight",
            WEIGHTS.choice(),
            "Weight w(t) of the loss; if left out network for the loss mixed, and noise for others."),
        optional(
            "conditioning",
            CONDITIONINGS.choice(),
            "How the score follows from the network F; if left out " + conditioning + "."),
        withDefault("epochs", StageKind.COUNT, epochs, "Passes over the training rows."),
        withDefault("batch", new Whole(1, 1_000_000), batch, "Rows of a step."),
        withDefault("learningRate", new Real(0, false, 1, false), learningRate, "Of Adam."),
        withDefault("decay", DECAYS.choice(), decay, "Course of the learning rate."),
        withDefault(
            "ema",
            new Real(0, true, 1, false),
            ema,
            "Decay per step of the moving average of the parameters, which is kept; 0 for none."),
        withDefault("times", new Whole(2, 1_000_000), times, "Number of diffusion times."),
        withDefault(
            "firstTime", new Real(0, false, 1, false), firstTime, "Smallest diffusion time."),
        optional(
            "threads",
            new Whole(1, 1024),
            "Threads of the worker that trains, on which the last bits of the model depend; 1 if left"
                + " out."));
  }

  static NetworkTraining training(Architecture architecture, Value body) {
    TrainingSettings.Loss loss = LOSSES.meaning(body.get("loss"));
    return new NetworkTraining(
        architecture,
        new TrainingSettings(
            loss,
            body.find("weight")
                .map(WEIGHTS::meaning)
                .orElse(
                    loss == TrainingSettings.Loss.MIXED
                        ? TrainingSettings.Weight.NETWORK
                        : TrainingSettings.Weight.NOISE),
            body.find("conditioning").map(CONDITIONINGS::meaning).orElse(null),
            body.get("epochs").integer(),
            body.get("batch").integer(),
            body.get("learningRate").real(),
            DECAYS.meaning(body.get("decay")),
            body.get("ema").real(),
            body.get("times").integer(),
            body.get("firstTime").real()),
        body.find("threads").map(Value::integer).orElse(1));
  }
}
