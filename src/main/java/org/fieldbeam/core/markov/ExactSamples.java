package org.fieldbeam.core.markov;

import com.google.auto.service.AutoService;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ExactSampler;
import org.fieldbeam.core.action.HoppingForm;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.exact.SiteLaw;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.grammar.Value;

/**
 * Independent exact samples, of actions that know how to draw them ({@link Action#exactSampler})
 * and of those without hopping, by inversion of the distribution function of a site ({@link
 * SiteLaw#quantile}): every update draws new fields, whatever the start.
 */
public record ExactSamples() implements Algorithm {

  /** The name in pipeline files. */
  public static final String NAME = "exact";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return Collections.unmodifiableSortedMap(new TreeMap<>());
  }

  @Override
  public void requireSuited(Action action) {
    if (action.exactSampler().isEmpty() && HoppingForm.quarticSites(action).isEmpty()) {
      throw new IllegalArgumentException(
          "algorithm exact cannot sample the action "
              + action.description()
              + " on "
              + action.lattice()
              + "; allowed: actions without hopping whose sites have c2 x^2 + c4 x^4, xy on rings,"
              + " and u1 in two dimensions");
    }
  }

  /**
   * Starts a batch of chains.
   *
   * @throws IllegalArgumentException if nothing is known to draw samples of the action
   */
  @Override
  public MarkovChains start(
      Action action, Start start, long seed, String purpose, long firstChain, int batch) {
    Optional<ExactSampler> sampler = action.exactSampler();
    return sampler.isPresent()
        ? ofFields(action, sampler.get(), start, seed, purpose, firstChain, batch)
        : ofSites(action, start, seed, purpose, firstChain, batch);
  }

  private static MarkovChains ofFields(
      Action action,
      ExactSampler sampler,
      Start start,
      long seed,
      String purpose,
      long firstChain,
      int batch) {
    return new ChainBatch(action, start, seed, purpose, firstChain, batch) {
      private final RandomStream[] random = streams();
      private final double[] field = new double[values];

      /** Each update has the numbers of a stream of its own. */
      @Override
      public void update(long number) {
        restart(random, number);
        for (int b = 0; b < this.batch; b++) {
          sampler.draw(random[b], field);
          for (int i = 0; i < values; i++) {
            phi[i * this.batch + b] = field[i];
          }
        }
      }
    };
  }

  private static MarkovChains ofSites(
      Action action, Start start, long seed, String purpose, long firstChain, int batch) {
    SiteLaw law = SiteLaw.of(action);
    return new ChainBatch(action, start, seed, purpose, firstChain, batch) {
      private final RandomStream[] random = streams();

      /** Update n takes the numbers n V to n V + V - 1 of a chain. */
      @Override
      public void update(long number) {
        int volume = lattice.volume();
        for (int b = 0; b < this.batch; b++) {
          random[b].seek(number * volume);
          for (int site = 0; site < volume; site++) {
            phi[site * this.batch + b] = law.quantile(random[b].nextOpen());
          }
        }
      }
    };
  }

  /** The kind of this algorithm. */
  @AutoService(AlgorithmKind.class)
  public static final class OfFiles implements AlgorithmKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "Independent exact samples: sites without hopping by the quantiles of their law, rings of angles and"
                  + " gauge fields on two-dimensional tori by their independent differences and plaquettes.")
          .withFormula("phi = F^(-1)(u), u uniform, F the distribution function of a site")
          .withSource(
              "Devroye, Non-Uniform Random Variate Generation (1986), section 2.2; angles: Best and Fisher, Appl. Statist. 28 (1979) 152");
    }

    @Override
    public Optional<String> bias() {
      return Optional.empty();
    }

    @Override
    public String suits() {
      return "actions without hopping; xy on rings; u1 in two dimensions";
    }

    @Override
    public Algorithm algorithm(Value parameters, LatticeAction action) {
      return new ExactSamples();
    }
  }
}
