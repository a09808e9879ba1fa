package org.fieldbeam.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.fieldbeam.core.action.ActionKind;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.core.markov.StartKind;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.schedule.LadderKind;
import org.fieldbeam.core.schedule.ScheduleKind;
import org.fieldbeam.core.shape.ShapeKind;
import org.fieldbeam.data.exchange.ImportKind;
import org.fieldbeam.data.export.ExportKind;
import org.fieldbeam.data.model.ModelFormat;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.pipeline.figure.FigureKind;
import org.fieldbeam.pipeline.kind.CorrectionKind;
import org.fieldbeam.pipeline.kind.ModelKind;
import org.fieldbeam.pipeline.kind.SamplerKind;
import org.fieldbeam.pipeline.kind.UntrainedModelKind;
import org.fieldbeam.pipeline.stage.StageKind;

/** All that a pipeline file or a command can name, in words: what the reference shows. */
public final class Catalogue {
  private Catalogue() {}

  /**
   * One sort of kinds.
   *
   * @param word what one of them is called
   * @param plural what several are called
   * @param kinds the kinds
   */
  public record Sort(String word, String plural, List<Entry> kinds) {}

  /**
   * One kind.
   *
   * @param about what it is
   * @param suits what it works with; empty where it works with everything
   */
  public record Entry(Kind.About about, String suits) {

    /** The forms that its keys may have, mostly one; none where no map stands behind the name. */
    public List<List<Key>> forms() {
      if (about.keys() instanceof Type.Fields fields) {
        return fields.keys().isEmpty() ? List.of() : List.of(fields.keys());
      } else if (about.keys() instanceof Type.Forms forms) {
        return forms.forms().stream().map(Type.Fields::keys).toList();
      }
      return List.of();
    }
  }

  /** All sorts. */
  public static List<Sort> sorts() {
    List<Sort> sorts = new ArrayList<>();
    sorts.add(new Sort("stage", "stages", kinds(StageKind.all().all(), kind -> "")));
    sorts.add(
        new Sort(
            "action",
            "actions",
            kinds(
                ActionKind.all().all().stream().filter(ActionKind::isNamedByUsers).toList(),
                kind -> "")));
    sorts.add(
        new Sort(
            "algorithm", "algorithms", kinds(AlgorithmKind.all().all(), AlgorithmKind::suits)));
    sorts.add(new Sort("start", "starts", kinds(StartKind.all().all(), kind -> "")));
    sorts.add(
        new Sort("noise schedule", "noise schedules", kinds(ScheduleKind.all().all(), k -> "")));
    sorts.add(new Sort("covariance", "covariances", kinds(ShapeKind.all().all(), kind -> "")));
    sorts.add(new Sort("ladder", "ladders", kinds(LadderKind.all().all(), kind -> "")));
    sorts.add(new Sort("score model", "score models", kinds(ModelKind.all().all(), kind -> "")));
    sorts.add(
        new Sort("model format", "model formats", kinds(ModelFormat.all().all(), kind -> "")));
    sorts.add(
        new Sort(
            "model without training",
            "models without training",
            kinds(UntrainedModelKind.all().all(), kind -> "")));
    sorts.add(new Sort("correction", "corrections", kinds(CorrectionKind.all().all(), kind -> "")));
    sorts.add(new Sort("sampler", "samplers", kinds(SamplerKind.all().all(), kind -> "")));
    sorts.add(
        new Sort(
            "observable", "observables", kinds(ObservableKind.all().all(), ObservableKind::suits)));
    sorts.add(new Sort("check", "checks", kinds(CheckKind.all().all(), CheckKind::suits)));
    sorts.add(new Sort("figure", "figures", kinds(FigureKind.all().all(), kind -> "")));
    sorts.add(
        new Sort(
            "import format", "import formats", kinds(ImportKind.all().all(), ImportKind::suits)));
    sorts.add(
        new Sort(
            "export format", "export formats", kinds(ExportKind.all().all(), ExportKind::suits)));
    return sorts;
  }

  private static <K extends Kind> List<Entry> kinds(
      Collection<K> kinds, Function<K, String> suits) {
    return kinds.stream().map(kind -> new Entry(kind.about(), suits.apply(kind))).toList();
  }
}
