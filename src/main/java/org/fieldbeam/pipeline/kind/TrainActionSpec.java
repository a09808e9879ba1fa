package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.TrainScore;
import org.fieldbeam.beam.model.ModelFacts;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.audit.AuditRuns;
import org.fieldbeam.core.diffusion.DensityError;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.polish.Polish;
import org.fieldbeam.core.polish.PolishRuns;
import org.fieldbeam.core.polish.PolishSettings;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.schedule.LadderKind;
import org.fieldbeam.core.score.fit.EffectiveActionFit;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.core.score.fit.EffectiveActionSettings.Target;
import org.fieldbeam.core.shape.CovarianceShape;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.grammar.Alternatives;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Text;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Type.WordOr;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.CostModel;
import org.fieldbeam.pipeline.stage.DataSize;
import org.fieldbeam.pipeline.stage.Foreseen;
import org.fieldbeam.pipeline.stage.ModelFile;
import org.fieldbeam.pipeline.stage.Objection;
import org.fieldbeam.pipeline.stage.Objections;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.Sizes;
import org.fieldbeam.pipeline.stage.StageCost;
import org.fieldbeam.pipeline.stage.StageRun;
import org.fieldbeam.pipeline.stage.StageSpec;

/**
 * The fit of an effective action per noise level.
 *
 * @param head what all stages have
 * @param from ensemble or training data
 * @param model what to fit
 * @param validation share of the chains set apart for validation
 * @param polish how it is polished; null for not at all
 */
public record TrainActionSpec(
    Head head,
    Reference from,
    EffectiveActionSettings model,
    double validation,
    PolishSettings polish)
    implements TrainSpec {

  /** The model {@code effectiveAction}. */
  @AutoService(ModelKind.class)
  public static final class Kind implements ModelKind {
    private static final Alternatives<Target> TARGETS =
        Alternatives.of("mixed", "W grad S + (1 - W) z / sqrt(tau).", Target.MIXED)
            .or("denoising", "z / sqrt(tau).", Target.DSM);

    /** Evaluations of the flow in production: its density is right to 1e-3 then. */
    private static final int EVALUATIONS = 24;

    /** Whether the action at noise level zero is fitted. */
    private static final Alternatives<Boolean> CLEAN_ACTIONS =
        Alternatives.of("known", "The action that generated the ensemble.", false)
            .or("fitted", "Fitted from the configurations alone.", true);

    private static final Type OPERATOR =
        new Text(
            "an operator: f4, f6, f8, f10, f12 (local powers), a pair of powers and a kernel such as"
                + " 33G, 13G, 22G2, 24G2, 33N (non-local), cos1, cos2, cos3 (zero mode), p1, mp1, p2 (power in the lowest shells of momenta, alone"
                + " and with the zero mode)",
            Pattern.compile("f(4|6|8|10|12)|[1-9][1-9](G[23]?|N|D|W)|cos[1-9]|m?p[1-9]"));

    @Override
    public About about() {
      return About.of(
              "effectiveAction",
              "An explicit effective action per noise level, fitted by linear least squares.",
              Fields.of(
                  optional(
                      "integrator",
                      SamplerKinds.INTEGRATORS.choice(),
                      "Integrator of the flow that the model is for; rk4 if left out."),
                  optional(
                      "evaluations",
                      new Whole(1, 20_000),
                      "Evaluations of the score a configuration of the flow that the model is for; if left"
                          + " out 24, or what levels allows."),
                  optional(
                      "levels",
                      new Whole(2, 10_000),
                      "Number of noise levels to fit, a multiple of those that the flow looks at; if left out"
                          + " these alone, 12 in 24 evaluations."),
                  optional(
                      "ladder",
                      LadderKind.all()
                          .choiceWith(
                              withDefault(
                                  "T",
                                  new WordOr("auto", new Real(0, false, 1e12, true)),
                                  "auto",
                                  "Largest tau; auto: 4 (C + a), C the spectrum at the lowest non-zero momentum.")),
                      "Spacing of the levels; if left out shiftedGeometric with a and T as the ensemble's"
                          + " spectrum has them."),
                  withDefault(
                      "operators",
                      new Items(OPERATOR, 0, 200, false),
                      "[f4, f6, f8, 33G, 22G2, cos1, cos2, cos3]",
                      "Operators beside the bilinears and the zero-mode prior."),
                  withDefault("target", TARGETS.choice(), "mixed", "What the fit regresses on."),
                  withDefault(
                      "action",
                      CLEAN_ACTIONS.choice(),
                      "known",
                      "Where the action at noise level zero comes from."),
                  withDefault(
                      "ridge", Real.atLeast(0), "1.0e-6", "Ridge on the operator coefficients."),
                  optional(
                      "polish",
                      Fields.of(
                          withDefault(
                              "steps",
                              new Whole(1, 20),
                              "2",
                              "Steps, each of which runs the flow anew."),
                          withDefault(
                              "runs",
                              new Whole(PolishSettings.FEWEST, 1_000_000),
                              "4096",
                              "Runs of the flow in a step."),
                          withDefault(
                              "kl",
                              Real.positive(),
                              "0.1",
                              "Largest Kullback-Leibler divergence of a step.")),
                      "Moves the fitted coefficients so that log weights of runs of the flow vary less; the"
                          + " fitted ones stay if no step raises the effective sample size of new runs.")))
          .withFormula("S_tau = sum_k A_k |phi_k|^2 / 2 + sum_j c_j O_j(phi), score = -grad S_tau");
    }

    @Override
    public List<String> files() {
      return List.of(ModelFile.NAME);
    }

    @Override
    public StageSpec train(Head head, Reference from, double validation, Value body) {
      Optional<Integer> levels = body.find("levels").map(Value::integer);
      FlowSteps flow = flow(body, levels);
      return new TrainActionSpec(
          head,
          from,
          new EffectiveActionSettings(
              ladder(body, flow == null || levels.isPresent() ? levels.get() : flow.levels()),
              body.get("operators").items().stream().map(Value::text).toList(),
              TARGETS.meaning(body.get("target")),
              CLEAN_ACTIONS.meaning(body.get("action")),
              body.get("ridge").real(),
              flow),
          validation,
          body.find("polish")
              .map(
                  polish ->
                      new PolishSettings(
                          polish.get("steps").integer(),
                          polish.get("runs").integer(),
                          polish.get("kl").real()))
              .orElse(null));
    }

    /** The flow that the model is for; null for levels that no flow was named for. */
    private static FlowSteps flow(Value body, Optional<Integer> levels) {
      Optional<FlowIntegrator> named =
          body.find("integrator").map(SamplerKinds.INTEGRATORS::meaning);
      Optional<Integer> evaluations = body.find("evaluations").map(Value::integer);
      FlowIntegrator integrator = named.orElse(FlowIntegrator.RK4);
      if (evaluations.isEmpty() && levels.isPresent()) {
        return named.isEmpty() ? null : FlowSteps.finest(integrator, levels.get());
      }
      return new FlowSteps(integrator, evaluations.orElse(EVALUATIONS));
    }

    private static EffectiveActionSettings.Ladder ladder(Value body, int levels) {
      if (body.find("ladder").isEmpty()) {
        return EffectiveActionSettings.Ladder.automatic(levels);
      }
      Value ladder = body.get("ladder");
      Value top = ladder.body().get("T");
      return new EffectiveActionSettings.Ladder(
          LadderKind.all().of(ladder).spacing(ladder.body()),
          levels,
          top.isText() ? Double.NaN : top.real());
    }
  }

  @Override
  public Set<Product> wanted(Reference input) {
    return EnumSet.of(Product.ENSEMBLE, Product.WEIGHTED, Product.TRAINING);
  }

  @Override
  public ActionUse actionUse() {
    return model.actionFitted() ? ActionUse.NONE : ActionUse.NEEDED;
  }

  @Override
  public String withoutAction() {
    return ", or train with action: fitted";
  }

  /** The action at noise level zero, if it is known before the fit. */
  private Optional<Action> action(Foreseen.Dataset seen) {
    return model.actionFitted() ? Optional.empty() : DatasetActions.find(seen.info());
  }

  @Override
  public List<Objection> objections(List<Optional<Foreseen>> inputs) {
    Objections objections = new Objections(this);
    Foreseen.real(inputs, 0)
        .ifPresent(
            seen -> {
              objections.scalar(
                  seen,
                  "the model effectiveAction",
                  "for other fields prepare the ensemble and train: {model: {mlp: {}}}");
              if (!seen.info().layout().isScalar()) {
                return;
              }
              objections.validation(seen, validation);
              if (polish != null) {
                objections.require(this::requireFlow);
              }
              objections.require(
                  () ->
                      EffectiveActionFit.requireSuited(
                          model, seen.info().lattice(), action(seen).orElse(null)));
            });
    return objections.all();
  }

  /** Refuses a polish where no flow can be run. */
  private void requireFlow() {
    int levels = model.ladder().levels();
    FlowSteps steps =
        model.flow() == null ? FlowSteps.finest(FlowIntegrator.RK4, levels) : model.flow();
    ProbabilityFlow.requireSuited(steps, levels, model.ladder().isSmooth());
  }

  @Override
  public Optional<Foreseen> foresee(List<Optional<Foreseen>> inputs) {
    EffectiveActionSettings.Ladder ladder = model.ladder();
    return Foreseen.real(inputs, 0)
        .map(
            seen ->
                new Foreseen.Model(
                    seen.info().layout(),
                    action(seen),
                    new ModelFacts.Levels(
                        ladder.levels(),
                        ladder.isSmooth(),
                        Double.isNaN(ladder.end())
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(ladder.end()),
                        Optional.ofNullable(model.flow()),
                        CovarianceShape.isotropic())));
  }

  /**
   * One model; the sums are a Gram matrix and a right-hand side per level, at most. Then there are
   * the polish and the audit of its flow, the largest of which counts for memory.
   */
  @Override
  public StageCost cost(List<DataSize> inputs) {
    DataSize in = inputs.get(0);
    long levels = model.ladder().levels() + 1L;
    // orbits of momenta on a hypercubic lattice, bounded from above by a quarter of its sites
    long orbits = in.volume() / 4 + 1;
    long terms = model.operators().size() + 1L;
    // of a level: A A, A c, c c, A y, c y, y y and the mean curvatures; held-out sums besides
    long level = orbits * (2 + 2 * terms) + terms * (terms + 1) / 2 + 1 + terms;
    long sums = Sizes.product(2, levels, level, Double.BYTES);
    long gradients =
        Sizes.product(batch(), in.volume(), terms + CostModel.SCORE_FIELDS, Double.BYTES);
    long joined = Math.min(CostModel.JOINED, Math.max(1, in.shards()));
    long fit = Sizes.sum(gradients, sums, sums);
    StageCost cost =
        new StageCost(
                in.volume(),
                1,
                0,
                Sizes.product(levels, orbits + terms, 20),
                Math.max(fit, Math.max(polishing(in.volume()), auditing(in.volume()))),
                Sizes.sum(Sizes.product(joined, sums), polished()))
            .withLastTask(joined * sums);
    return polish == null
        ? cost
        // the runs of a pass as they arrive and as they are taken, and matrices of its unknowns
        : cost.withLastTask(
            Sizes.product(
                Double.BYTES,
                Sizes.sum(
                    Sizes.product(2, polish.samples(), unknowns() + 1L),
                    Sizes.product(4, unknowns(), unknowns()))));
  }

  private long unknowns() {
    return polish == null ? 0 : Polish.unknowns(model.operators().size(), model.ladder().levels());
  }

  /**
   * Bytes that travel in a polish: a log weight and the answers of every run, and Gram matrices.
   */
  private long polished() {
    if (polish == null) {
      return 0;
    }
    long tasks = polish.samples() / PolishRuns.TASK + 1L;
    long gram = Sizes.product(tasks, unknowns(), unknowns() + 1L) / 2;
    long runs = Sizes.product(polish.samples(), unknowns() + 1L);
    return Sizes.product(Double.BYTES, polish.steps(), Sizes.sum(runs, gram));
  }

  /** Bytes of a worker that runs a polish: gradients of all terms, and the runs of its task. */
  private long polishing(long volume) {
    if (polish == null) {
      return 0;
    }
    long terms = Polish.terms(model.operators().size());
    long fields = Sizes.product(batch(), volume, terms + CostModel.SCORE_FIELDS);
    long answers = Sizes.product(PolishRuns.TASK, unknowns() + 1L);
    long gram = Sizes.product(unknowns(), unknowns());
    return Sizes.product(Double.BYTES, Sizes.sum(fields, answers, gram));
  }

  /** Bytes of a worker that takes a Jacobian: the matrix, and the fields beside each other. */
  private static long auditing(long volume) {
    return volume > AuditRuns.LARGE
        ? 0
        : Sizes.product(Double.BYTES, volume, volume + 2L * DensityError.BATCH);
  }

  @Override
  public PCollection<Folder> apply(StageRun run, Pipeline beam) {
    return run.inputs(beam)
        .apply(
            "Train",
            TrainScore.of(model)
                .withValidation(validation)
                .withSeed(run.seed())
                .withPolish(polish)
                .into(run.output()));
  }
}
