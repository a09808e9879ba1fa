package org.fieldbeam.core.markov;

import com.google.auto.service.AutoService;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.exact.SiteLaw;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.grammar.Value;

/**
 * Independent exact samples of an action without hopping, by inversion of the distribution function
 * of a site ({@link SiteLaw#quantile}): every update draws new fields, whatever the start.
 */
public record ExactSites() implements Algorithm {

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
    SiteLaw.require(action);
  }

  /**
   * Starts a batch of chains.
   *
   * @throws IllegalArgumentException if the action couples neighbouring sites
   */
  @Override
  public MarkovChains start(
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
      return About.of(NAME, "Independent exact samples, by the quantiles of the law of a site.");
    }

    @Override
    public Optional<String> bias() {
      return Optional.empty();
    }

    @Override
    public String suits() {
      return "actions without hopping";
    }

    @Override
    public Algorithm algorithm(Value parameters, LatticeAction action) {
      return new ExactSites();
    }
  }
}
