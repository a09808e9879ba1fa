package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.StageSpec;
import org.fieldbeam.torch.EquivariantNet;

/** The model {@code equivariant}. */
@AutoService(ModelKind.class)
public final class EquivariantKind implements ModelKind {
  private static final NetworkKeys SHARED =
      new NetworkKeys(
          "preconditioned, the only one that it has",
          "40",
          "64",
          "0.003",
          "cosine",
          "0.99",
          "100000",
          "0.001");

  @Override
  public About about() {
    List<Key> keys = new ArrayList<>();
    keys.add(withDefault("filters", new Whole(1, 48), "8", "Number of filters J."));
    keys.add(
        withDefault(
            "hidden",
            new Whole(1, 128),
            "32",
            "Units of each of the two layers that the filters are made by."));
    keys.addAll(SHARED.keys());
    return About.of(
            EquivariantNet.NAME,
            "A small net for even theories with one real number at each site of a lattice of one to"
                + " three dimensions: odd in the field, it moves, turns and is reflected with it. It"
                + " begins at the score of the Gaussian field with the spectrum of the data, and its"
                + " divergence is a closed sum, so the sampler flow has the exact log q at the cost of"
                + " the score.",
            new Fields(keys))
        .withFormula(
            "F = Gaussian + sum_j b_j * [g_j(u_j) + p_j(u_j) (K_j * q_j(u_j))] + h(mean of x), u_j ="
                + " a_j * x, * a convolution; b = h = 0 at the beginning")
        .withSource("for flows Gerdes et al., arXiv 2207.00283");
  }

  @Override
  public List<String> files() {
    return TrainNetworkSpec.FILES;
  }

  @Override
  public StageSpec train(StageSpec.Head head, Reference from, double validation, Value parameters) {
    return new TrainNetworkSpec(
        head,
        from,
        NetworkKeys.training(
            new EquivariantNet.Filters(
                parameters.get("filters").integer(), parameters.get("hidden").integer()),
            parameters));
  }
}
