package org.fieldbeam.pipeline.kind;

import com.google.auto.service.AutoService;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.CorrectEnsemble;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.grammar.Value;

/** The corrections of fieldbeam. */
final class Corrections {
  private Corrections() {}

  /** The correction {@code metropolis}. */
  @AutoService(CorrectionKind.class)
  public static final class OfMetropolis implements CorrectionKind {
    @Override
    public About about() {
      return About.of("metropolis", "Independence Metropolis.")
          .withFormula("accept with probability min(1, w' / w), w = exp(-S) / q")
          .withSource("Albergo, Kanwar and Shanahan, Phys. Rev. D 100 (2019) 034515");
    }

    @Override
    public boolean isWeighted() {
      return false;
    }

    @Override
    public boolean decides() {
      return true;
    }

    @Override
    public PTransform<PCollection<Folder>, PCollection<Folder>> transform(
        Value parameters, long seed, StageOutput output) {
      return CorrectEnsemble.byMetropolis().withSeed(seed).into(output);
    }
  }

  /** The correction {@code weights}. */
  @AutoService(CorrectionKind.class)
  public static final class OfWeights implements CorrectionKind {
    @Override
    public About about() {
      return About.of("weights", "Importance weights.")
          .withFormula("w = exp(-S) / q")
          .withSource("Nicoli et al., Phys. Rev. E 101 (2020) 023304");
    }

    @Override
    public boolean isWeighted() {
      return true;
    }

    @Override
    public boolean decides() {
      return false;
    }

    @Override
    public PTransform<PCollection<Folder>, PCollection<Folder>> transform(
        Value parameters, long seed, StageOutput output) {
      return CorrectEnsemble.byWeights().withSeed(seed).into(output);
    }
  }
}
