package org.fieldbeam.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.schedule.NoiseSchedule;

/**
 * The convolutional network of Wang, Aarts and Zhou, JHEP 05 (2024) 060, arXiv 2309.17082, on
 * lattices of one to three dimensions. Its resolution never changes.
 *
 * <p>The time t becomes {@code e = SiLU(A [sin 2 pi w t, cos 2 pi w t] + a)} with 128 frequencies
 * w, drawn once from N(0, 30^2) and never trained. Four convolutions of extent 3 without bias take
 * 1 channel to 32, 64, 128 and 256; four transposed ones take 256 to 128, 64, 32 and 1, each fed
 * the encoder's features of equal width as well. After each but the last come + dense(e), a number
 * a channel, GroupNorm (4 groups for the first 32 channels, 32 groups for all others) and SiLU. The
 * last has a bias. In two dimensions these are 1,115,297 parameters.
 *
 * <p>Initial values are PyTorch's: uniform in {@code +- 1 / sqrt(n)}, n the second extent of a
 * weight times 3^d.
 *
 * @param shape extents of the lattice, one to three
 * @param padding what lies beyond the edge
 * @param frequencies 2 pi w
 */
public record Unet(List<Integer> shape, Padding padding, List<Float> frequencies)
    implements ScoreNetwork {
  private static final long serialVersionUID = 1L;

  /** Name in model files. */
  public static final String NAME = "unet";

  private static final int[] CHANNELS = {1, 32, 64, 128, 256};
  private static final int EMBEDDED = 256;
  private static final int FREQUENCIES = 128;
  private static final double SCALE = 30;

  /** Sites that are evaluated together, about: 256 channels of them take 8 MiB. */
  private static final int SITES = 1 << 13;

  /** Rows that are evaluated together, at most; more are no faster. */
  private static final int ROWS = 64;

  /**
   * Numbers that are kept for the gradient, a site: what convolutions, norms and SiLU give in 704
   * channels, what is joined, and the same again for gradients on the way back.
   */
  private static final long KEPT = 6000;

  /** What a convolution finds beyond the edge of the lattice. */
  public enum Padding {
    /** Zeros, as published: the score is not invariant under translations. */
    ZERO,
    /** The opposite edge: the score moves with the field. */
    PERIODIC
  }

  /**
   * The network, whatever the lattice.
   *
   * @param padding what lies beyond the edge
   */
  public record Padded(Padding padding) implements Architecture {
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public SortedMap<String, Object> toMap() {
      return new TreeMap<>(Map.of("name", NAME, "padding", TrainingSettings.word(padding)));
    }

    @Override
    public Conditioning.Kind conditioning(FieldLayout layout, NoiseSchedule schedule) {
      return schedule.alpha(schedule.lastTime()) == 1
          ? Conditioning.Kind.RANGE
          : Conditioning.Kind.PRECONDITIONED;
    }

    @Override
    public void requireSuited(
        FieldLayout layout, Optional<Action> action, Conditioning.Kind conditioning) {
      if (!layout.isScalar() || layout.lattice().shape().length > 3) {
        throw new IllegalArgumentException(
            "a U-Net takes one real number at each site of a lattice of one to three dimensions,"
                + " and the fields have "
                + layout
                + "; an mlp takes them");
      }
    }

    @Override
    public ScoreNetwork network(FieldLayout layout, Data data, RandomStream random) {
      return Unet.of(layout.lattice(), padding, random);
    }

    @Override
    public Size size(long values) {
      // the weights of three dimensions are the most
      return new Size(new Unet(List.of(1, 1, 1), padding, List.of()).size(), KEPT * values);
    }
  }

  /** The network of a lattice, whose frequencies are drawn. */
  static Unet of(Lattice lattice, Padding padding, RandomStream random) {
    List<Float> frequencies = new ArrayList<>();
    for (int i = 0; i < FREQUENCIES; i++) {
      frequencies.add((float) (2 * Math.PI * SCALE * random.nextGaussian()));
    }
    return new Unet(Arrays.stream(lattice.shape()).boxed().toList(), padding, frequencies);
  }

  /** Copies the lists. */
  public Unet {
    shape = List.copyOf(shape);
    frequencies = List.copyOf(frequencies);
  }

  @Override
  public int volume() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  @Override
  public boolean periodic() {
    return false;
  }

  @Override
  public SortedMap<String, Object> architecture() {
    return new Padded(padding).toMap();
  }

  @Override
  public int rowsTogether() {
    return Math.max(1, Math.min(ROWS, SITES / volume()));
  }

  @Override
  public Map<String, float[]> constants() {
    float[] values = new float[frequencies.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = frequencies.get(i);
    }
    return Map.of("frequencies", values);
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    dense(all, "embed", 2 * FREQUENCIES, EMBEDDED);
    int depth = CHANNELS.length - 1;
    for (int i = 1; i <= depth; i++) {
      convolution(all, "down" + i, CHANNELS[i], CHANNELS[i - 1]);
      channel(all, "Down" + i, CHANNELS[i]);
    }
    for (int i = depth; i > 1; i--) {
      convolution(all, "up" + i, width(i), CHANNELS[i - 1]);
      channel(all, "Up" + i, CHANNELS[i - 1]);
    }
    convolution(all, "up1", width(1), 1);
    all.add(new Parameter("up1Bias", new long[] {1}, 1 / Math.sqrt(sites())));
    return all;
  }

  /** Channels that the decoder's i-th convolution, counted from the last, is fed. */
  private static int width(int i) {
    return i == CHANNELS.length - 1 ? CHANNELS[i] : 2 * CHANNELS[i];
  }

  private int sites() {
    return (int) Math.pow(3, shape.size());
  }

  private void convolution(List<Parameter> all, String name, int first, int second) {
    long[] extents = new long[2 + shape.size()];
    Arrays.fill(extents, 3);
    extents[0] = first;
    extents[1] = second;
    all.add(new Parameter(name, extents, 1 / Math.sqrt(second * sites())));
  }

  private static void dense(List<Parameter> all, String name, int inputs, int outputs) {
    double bound = 1 / Math.sqrt(inputs);
    all.add(new Parameter(name, new long[] {outputs, inputs}, bound));
    all.add(new Parameter(name + "Bias", new long[] {outputs}, bound));
  }

  private static void channel(List<Parameter> all, String name, int channels) {
    dense(all, "time" + name, EMBEDDED, channels);
    all.add(new Parameter("scale" + name, new long[] {channels}, 1, 0));
    all.add(new Parameter("shift" + name, new long[] {channels}, 0));
  }

  @Override
  public String torchScript() {
    StringBuilder script = new StringBuilder();
    String silu = "torch.silu(%1$s) if torch.is_grad_enabled() else torch.silu_(%1$s)";
    script
        .append("def network(self, x: Tensor, c: Tensor) -> Tensor:\n")
        .append("    phase = c * self.frequencies\n")
        .append("    e = torch.cat([torch.sin(phase), torch.cos(phase)], 1)\n")
        .append("    e = torch.silu(torch.linear(e, self.embed, self.embedBias))\n")
        .append("    h0 = x.reshape(")
        .append(list("-1, 1", shape.stream().map(String::valueOf).toList()))
        .append(")\n");
    int depth = CHANNELS.length - 1;
    for (int i = 1; i <= depth; i++) {
      String input = "h" + (i - 1);
      line(
          script,
          "h",
          "torch.conv%dd(%s, self.down%d, None, %s, %s)"
              .formatted(shape.size(), padded(input), i, repeat(1), repeat(inside() ? 1 : 0)));
      norm(script, "Down" + i, i == 1 ? 4 : 32);
      line(script, "h" + i, silu.formatted("h"));
    }
    for (int i = depth; i >= 1; i--) {
      String input = i == depth ? "h" + depth : "torch.cat([h, h" + i + "], 1)";
      line(
          script,
          "h",
          "torch.conv_transpose%dd(%s, self.up%d, %s, %s, %s)"
              .formatted(
                  shape.size(),
                  padded(input),
                  i,
                  i == 1 ? "self.up1Bias" : "None",
                  repeat(1),
                  repeat(inside() ? 1 : 2)));
      if (i > 1) {
        norm(script, "Up" + i, 32);
        line(script, "h", silu.formatted("h"));
      }
    }
    return script.append("    return h.reshape(x.shape)\n").toString();
  }

  private boolean inside() {
    return padding == Padding.ZERO;
  }

  private String padded(String h) {
    return inside()
        ? h
        : "torch.pad(%s, [%s], 'circular')"
            .formatted(h, list("1, 1", shape.stream().skip(1).map(n -> "1, 1").toList()));
  }

  private String repeat(int number) {
    return shape.stream()
        .map(n -> Integer.toString(number))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String list(String first, List<String> others) {
    return others.isEmpty() ? first : first + ", " + String.join(", ", others);
  }

  private void norm(StringBuilder script, String name, int groups) {
    String ones = shape.stream().map(n -> "1").collect(Collectors.joining(", "));
    line(
        script,
        "h",
        "h + torch.linear(e, self.time%1$s, self.time%1$sBias).reshape(x.size(0), -1, %2$s)"
            .formatted(name, ones));
    line(
        script,
        "h",
        String.format(
            Locale.ROOT,
            "torch.group_norm(h, %2$d, self.scale%1$s, self.shift%1$s)",
            name,
            groups));
  }

  private static void line(StringBuilder script, String name, String value) {
    script.append("    ").append(name).append(" = ").append(value).append('\n');
  }
}
