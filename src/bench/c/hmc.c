/*
 * The yardstick for fieldbeam's Hybrid Monte Carlo: two-dimensional phi^4, leapfrog, doubles, 16
 * chains in lockstep (chain index fastest), momenta and Metropolis step included, on one core.
 *
 * Build: cc -O3 -march=native -o hmc hmc.c -lm
 * Run:   hmc L KAPPA LAMBDA LENGTH STEPS TRAJECTORIES REPETITIONS
 * Prints microseconds per trajectory and chain (the least of the repetitions), acceptance,
 * <phi^2> and <exp(-Delta H)>.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define B 16
#define LAYERS 256

static int L;
static double kappa, lambda;

/* Random numbers: xoshiro256++ (Blackman and Vigna 2019), Gaussians by the ziggurat method. */

static uint64_t state[4];

static inline uint64_t rotl(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

static inline uint64_t next(void) {
  const uint64_t result = rotl(state[0] + state[3], 23) + state[0];
  const uint64_t t = state[1] << 17;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= t;
  state[3] = rotl(state[3], 45);
  return result;
}

static inline double uniform(void) { return ((next() >> 11) + 0.5) * 0x1.0p-53; }

static double edge[LAYERS + 1], width[LAYERS], height[LAYERS + 1];
static const double tail_start = 3.654152885361008796;
static const double area = 0.00492867323397465534;

static void make_tables(void) {
  edge[0] = area / exp(-tail_start * tail_start / 2);
  edge[1] = tail_start;
  height[1] = exp(-tail_start * tail_start / 2);
  for (int i = 2; i < LAYERS; i++) {
    height[i] = height[i - 1] + area / edge[i - 1];
    edge[i] = sqrt(-2 * log(height[i]));
  }
  edge[LAYERS] = 0;
  height[LAYERS] = 1;
  for (int i = 0; i < LAYERS; i++) width[i] = edge[i] * 0x1.0p-52;
}

static double __attribute__((noinline)) rare_gaussian(int layer, double x) {
  for (;;) {
    if (layer == 0) {
      double excess, y;
      do {
        excess = -log(uniform()) / tail_start;
        y = -log(uniform());
      } while (2 * y <= excess * excess);
      return x < 0 ? -(tail_start + excess) : tail_start + excess;
    }
    if (height[layer] + uniform() * (height[layer + 1] - height[layer]) < exp(-x * x / 2)) return x;
    uint64_t word = next();
    layer = word & (LAYERS - 1);
    x = ((int64_t)word >> 11) * width[layer];
    if (fabs(x) < edge[layer + 1]) return x;
  }
}

static inline double gaussian(void) {
  uint64_t word = next();
  int layer = word & (LAYERS - 1);
  double x = ((int64_t)word >> 11) * width[layer];
  if (__builtin_expect(fabs(x) < edge[layer + 1], 1)) return x;
  return rare_gaussian(layer, x);
}

/* Physics: S = sum [-2 kappa sum_mu phi phi_mu + (1 - 2 lambda) phi^2 + lambda phi^4]. */

static void add_force(const double *restrict phi, double scale, double *restrict p) {
  const double linear = -2 * (1 - 2 * lambda) * scale;
  const double cubic = -4 * lambda * scale;
  const double hop = 2 * kappa * scale;
  for (int y = 0; y < L; y++) {
    const double *row = phi + (size_t)y * L * B;
    const double *up = phi + (size_t)((y + 1) % L) * L * B;
    const double *down = phi + (size_t)((y + L - 1) % L) * L * B;
    double *prow = p + (size_t)y * L * B;
    for (int x = 0; x < L; x++) {
      const double *right = row + (size_t)((x + 1) % L) * B;
      const double *left = row + (size_t)((x + L - 1) % L) * B;
      for (int b = 0; b < B; b++) {
        double f = row[x * B + b];
        double neighbours = (up[x * B + b] + down[x * B + b]) + (left[b] + right[b]);
        prow[x * B + b] += hop * neighbours + f * (linear + cubic * (f * f));
      }
    }
  }
}

static void action(const double *restrict phi, double *restrict out) {
  double sum[B] = {0};
  for (int y = 0; y < L; y++) {
    const double *row = phi + (size_t)y * L * B;
    const double *up = phi + (size_t)((y + 1) % L) * L * B;
    for (int x = 0; x < L; x++) {
      const double *right = row + (size_t)((x + 1) % L) * B;
      for (int b = 0; b < B; b++) {
        double f = row[x * B + b];
        sum[b] += f * (-2 * kappa * (up[x * B + b] + right[b]) +
                       f * (1 - 2 * lambda + lambda * (f * f)));
      }
    }
  }
  memcpy(out, sum, sizeof sum);
}

static void kinetic(const double *restrict p, double *restrict out) {
  double sum[B] = {0};
  for (int i = 0; i < L * L; i++)
    for (int b = 0; b < B; b++) sum[b] += p[i * B + b] * p[i * B + b];
  for (int b = 0; b < B; b++) out[b] = sum[b] / 2;
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 8) {
    fprintf(stderr, "usage: hmc L KAPPA LAMBDA LENGTH STEPS TRAJECTORIES REPETITIONS\n");
    return 2;
  }
  L = atoi(argv[1]);
  kappa = atof(argv[2]);
  lambda = atof(argv[3]);
  const double eps = atof(argv[4]) / atoi(argv[5]);
  const int steps = atoi(argv[5]), trajectories = atoi(argv[6]), repetitions = atoi(argv[7]);
  const int n = L * L * B;
  for (int i = 0; i < 4; i++) state[i] = 0x9E3779B97F4A7C15u * (i + 1);
  make_tables();
  double *phi = aligned_alloc(64, n * sizeof *phi);
  double *p = aligned_alloc(64, n * sizeof *p);
  double *before = aligned_alloc(64, n * sizeof *before);
  for (int i = 0; i < n; i++) phi[i] = gaussian();
  double s[B], s_new[B], k[B], k_new[B];
  action(phi, s);
  double best = INFINITY, phi2 = 0, exp_dh = 0;
  long accepted = 0, measured = 0;
  for (int r = 0; r < repetitions; r++) {
    double start = seconds();
    for (int t = 0; t < trajectories; t++) {
      for (int i = 0; i < n; i++) p[i] = gaussian();
      memcpy(before, phi, n * sizeof *phi);
      kinetic(p, k);
      add_force(phi, eps / 2, p);
      for (int i = 0; i < steps; i++) {
        for (int j = 0; j < n; j++) phi[j] += eps * p[j];
        add_force(phi, i < steps - 1 ? eps : eps / 2, p);
      }
      action(phi, s_new);
      kinetic(p, k_new);
      for (int b = 0; b < B; b++) {
        double w = exp(-(k_new[b] - k[b] + s_new[b] - s[b]));
        exp_dh += w;
        if (uniform() < w) {
          s[b] = s_new[b];
          accepted++;
        } else {
          for (int i = b; i < n; i += B) phi[i] = before[i];
        }
      }
      measured++;
    }
    double time = (seconds() - start) * 1e6 / trajectories / B;
    if (time < best) best = time;
    for (int i = 0; i < n; i++) phi2 += phi[i] * phi[i] / n;
  }
  printf("%.3f us per trajectory and chain, acceptance %.4f, <phi^2> %.4f, <exp(-dH)> %.4f\n", best,
         (double)accepted / measured / B, phi2 / repetitions, exp_dh / measured / B);
  return 0;
}
