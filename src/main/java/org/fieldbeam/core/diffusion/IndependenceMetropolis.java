package org.fieldbeam.core.diffusion;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fieldbeam.core.observable.check.ChainLength;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.Jackknife;

/**
 * One chain of independence Metropolis: a stream of proposals from a fixed density q is turned into
 * a Markov chain that leaves {@code exp(-S)} exactly invariant.
 *
 * <p>Proposal phi' is accepted with probability {@code min(1, exp(log w' - log w))}, {@code log w =
 * -S - log q}; otherwise the chain stays where it is. The first proposal starts the chain. The
 * random number of a decision is keyed by (seed, purpose, chain, number of the proposal).
 *
 * <p>The integrated autocorrelation time is the one of the rejections, {@code tau = 1/2 + sum_t P(t
 * rejections in a row)}, which is that of an observable that does not depend on the weight
 * (Albergo, Kanwar and Shanahan, Phys. Rev. D 100 (2019) 034515, equation 14).
 */
public final class IndependenceMetropolis implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MAX_BLOCKS = 64;

  /** Shortest chains, in units of tau_int. */
  private static final double FEWEST_LENGTHS = 20;

  private final long seed;
  private final String purpose;
  private final long chain;
  private final ArrayList<Block> blocks = new ArrayList<>();
  private long blockLength = 1;
  private long proposals = -1;
  private double logWeight;
  private long run;
  private int chains = 1;

  /** Kept from one decision to the next: its key is a hash. */
  private transient RandomStream random;

  /** Counts over successive proposals. */
  private static final class Block implements Serializable {
    private static final long serialVersionUID = 1L;
    long proposals;
    long accepted;
    double runLengths; // sum over rejections of the length of the run so far
    long longest;

    void add(Block other) {
      proposals += other.proposals;
      accepted += other.accepted;
      runLengths += other.runLengths;
      longest = Math.max(longest, other.longest);
    }
  }

  /**
   * What the chains did.
   *
   * @param proposals number of proposals, the first of each chain not counted
   * @param acceptance fraction accepted
   * @param tauInt integrated autocorrelation time of the rejections, in proposals
   * @param longestRejectionRun longest run of rejections; an extreme value, its jackknife error
   *     gives the order of magnitude only
   * @param chains number of chains
   */
  public record Summary(
      long proposals,
      Estimate acceptance,
      Estimate tauInt,
      Estimate longestRejectionRun,
      int chains) {

    /**
     * The check {@code chainLength}: the first proposal of a chain is taken as it is, so a chain
     * must be long against tau_int for its average to be that of {@code exp(-S)}.
     */
    public Check chainLength() {
      double lengths = (proposals / (double) chains + 1) / tauInt.value();
      boolean passed = lengths >= FEWEST_LENGTHS;
      return Check.of(
          ChainLength.NAME,
          passed,
          lengths,
          FEWEST_LENGTHS,
          String.format(
              Locale.ROOT,
              "accept-reject chains are %.3g tau_int long, at least %.0f are needed%s",
              lengths,
              FEWEST_LENGTHS,
              passed
                  ? ""
                  : ": each starts with a proposal that nothing has corrected; use more proposals"
                      + " per shard (configurationsPerShard of the sample stage), or a better"
                      + " model"));
    }
  }

  /** Starts chain number {@code chain}. */
  public IndependenceMetropolis(long seed, String purpose, long chain) {
    this.seed = seed;
    this.purpose = purpose;
    this.chain = chain;
  }

  /**
   * Offers the next proposal.
   *
   * @param proposedLogWeight its log weight
   * @return whether the chain moved to it
   * @throws IllegalArgumentException if the log weight is not finite
   */
  public boolean propose(double proposedLogWeight) {
    ImportanceWeights.requireFinite(proposedLogWeight, proposals + 1);
    proposals++;
    if (proposals == 0) {
      logWeight = proposedLogWeight;
      return true;
    }
    if (random == null) {
      random = Streams.of(seed, purpose, chain, proposals);
    } else {
      random.restart(chain, proposals);
    }
    boolean accepted = StrictMath.log(random.nextOpen()) < proposedLogWeight - logWeight;
    Block block = currentBlock();
    block.proposals++;
    if (accepted) {
      logWeight = proposedLogWeight;
      block.accepted++;
      run = 0;
    } else {
      run++;
      block.runLengths += run;
      block.longest = Math.max(block.longest, run);
    }
    return accepted;
  }

  private Block currentBlock() {
    if (!blocks.isEmpty() && blocks.get(blocks.size() - 1).proposals < blockLength) {
      return blocks.get(blocks.size() - 1);
    }
    if (blocks.size() == MAX_BLOCKS) {
      for (int i = 0; i < MAX_BLOCKS / 2; i++) {
        Block merged = blocks.get(2 * i);
        merged.add(blocks.get(2 * i + 1));
        blocks.set(i, merged);
      }
      blocks.subList(MAX_BLOCKS / 2, MAX_BLOCKS).clear();
      blockLength *= 2;
    }
    blocks.add(new Block());
    return blocks.get(blocks.size() - 1);
  }

  /** Log weight of the configuration at which the chain stands. */
  public double logWeight() {
    return logWeight;
  }

  /**
   * Takes what another chain did into the counts of this one, as one block: of a million chains a
   * summary need not hold 64 blocks each. Neither may be offered proposals after it.
   */
  public void absorb(IndependenceMetropolis other) {
    Block joint = new Block();
    blocks.forEach(joint::add);
    other.blocks.forEach(joint::add);
    blocks.clear();
    blocks.add(joint);
    chains += other.chains;
  }

  /** What this chain did so far. */
  public Summary summary() {
    return summary(List.of(this));
  }

  /**
   * What several chains did, with jackknife errors over blocks of proposals.
   *
   * @param chains the chains; the result does not depend on where they ran
   * @throws IllegalArgumentException if they had no proposal at all
   */
  public static Summary summary(List<IndependenceMetropolis> chains) {
    List<Block> all = new ArrayList<>();
    for (IndependenceMetropolis one : chains) {
      all.addAll(one.blocks);
    }
    // Runs of rejections are correlated, so blocks must be long against them: at most 32 groups.
    int groups = Math.min(32, all.size());
    Block[] grouped = new Block[groups];
    Block total = new Block();
    for (int k = 0; k < groups; k++) {
      grouped[k] = new Block();
      int end = (int) ((long) all.size() * (k + 1) / groups);
      for (int i = (int) ((long) all.size() * k / groups); i < end; i++) {
        grouped[k].add(all.get(i));
      }
      total.add(grouped[k]);
    }
    if (total.proposals == 0) {
      throw new IllegalArgumentException(
          "Independence Metropolis: the chains were offered no proposal after their first; at least"
              + " 2 configurations per chain are needed");
    }
    return new Summary(
        total.proposals,
        jackknife(grouped, total, b -> b.accepted / (double) b.proposals),
        jackknife(grouped, total, b -> 0.5 + b.runLengths / b.proposals),
        jackknife(grouped, total, b -> (double) b.longest),
        chains.stream().mapToInt(chain -> chain.chains).sum());
  }

  private interface Statistic {
    double of(Block block);
  }

  private static Estimate jackknife(Block[] groups, Block total, Statistic statistic) {
    double value = statistic.of(total);
    int n = groups.length < 2 ? 0 : groups.length;
    double[] replicas = new double[n];
    for (int k = 0; k < n; k++) {
      Block rest = new Block();
      for (int j = 0; j < n; j++) {
        if (j != k) {
          rest.add(groups[j]);
        }
      }
      replicas[k] = statistic.of(rest);
    }
    return Jackknife.ofReplicas(value, replicas, total.proposals);
  }
}
