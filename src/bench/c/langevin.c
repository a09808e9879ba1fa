/*
 * The yardstick for fieldbeam's Langevin dynamics of one site: S = a z^2 + b z^4, many chains in
 * lockstep (chain index fastest), doubles, Gaussian noise included, on one core. Real: phi += eps
 * (-S') + sqrt(2 eps) eta. Complex: the same for complex z with a kernel e^(2 i theta), and with a
 * guard that counts and restarts chains that run away.
 *
 * Random numbers: a stream for each chain, because what a chain does must not depend on how many
 * there are; Gaussians by the ziggurat method with 1024 layers. "threefry" does the work of
 * fieldbeam: the counter-based Threefry4x64-20 (Salmon et al. 2011), the chain in its
 * counter. "xoshiro" is the fastest usual one: xoshiro256+ (Blackman and Vigna 2021), seeded by
 * splitmix64; it cannot be entered at any position.
 *
 * Build: cc -O3 -march=native -o langevin langevin.c -lm
 * Run:   langevin real|complex threefry|xoshiro CHAINS UPDATES REPETITIONS
 * Prints nanoseconds per update of a site (the least of the repetitions) and <z^2>.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LAYERS 1024
#define TILE 64
#define BLOCK 64

/* The state of xoshiro, or the chain and the position, which are the counter of Threefry. */
typedef struct { uint64_t s[4], chain, position; } stream;

static int threefry;

static inline uint64_t rotl(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

/* The words of counters (first + i, c1, chain, 0), i < n, word j of counter i at out[j * n + i]. */
static inline void threefry_blocks(uint64_t chain, uint64_t first, uint64_t c1, int n,
                                   uint64_t *restrict out) {
  static const uint64_t key[5] = {
      0x243F6A8885A308D3u, 0x13198A2E03707344u, 0xA4093822299F31D0u, 0x082EFA98EC4E6C89u,
      0x1BD11BDAA9FC1A22u ^ 0x243F6A8885A308D3u ^ 0x13198A2E03707344u ^ 0xA4093822299F31D0u ^
          0x082EFA98EC4E6C89u};
  static const int turn[8][2] = {{14, 16}, {52, 57}, {23, 40}, {5, 37},
                                 {25, 33}, {46, 12}, {58, 22}, {32, 32}};
  for (int i = 0; i < n; i++) {
    uint64_t a = first + i + key[0], b = c1 + key[1], c = chain + key[2], d = key[3];
#pragma GCC unroll 20
    for (int round = 0; round < 20; round++) {
      const int left = turn[round & 7][0], right = turn[round & 7][1];
      if (round & 1) {
        a += d; d = rotl(d, left) ^ a;
        c += b; b = rotl(b, right) ^ c;
      } else {
        a += b; b = rotl(b, left) ^ a;
        c += d; d = rotl(d, right) ^ c;
      }
      if ((round & 3) == 3) {
        const int k = round / 4 + 1;
        a += key[k % 5]; b += key[(k + 1) % 5]; c += key[(k + 2) % 5];
        d += key[(k + 3) % 5] + k;
      }
    }
    out[i] = a; out[n + i] = b; out[2 * n + i] = c; out[3 * n + i] = d;
  }
}

static inline uint64_t next(stream *r) {
  const uint64_t result = r->s[0] + r->s[3];
  const uint64_t t = r->s[1] << 17;
  r->s[2] ^= r->s[0];
  r->s[3] ^= r->s[1];
  r->s[1] ^= r->s[2];
  r->s[0] ^= r->s[3];
  r->s[2] ^= t;
  r->s[3] = rotl(r->s[3], 45);
  return result;
}

static void seed(stream *r, uint64_t chain) {
  uint64_t x = chain * 0x9E3779B97F4A7C15u + 1;
  for (int i = 0; i < 4; i++) {
    uint64_t z = (x += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    r->s[i] = z ^ (z >> 31);
  }
}

static inline double open(uint64_t word) { return ((word >> 11) + 0.5) * 0x1.0p-53; }

static inline double uniform(stream *r) { return open(next(r)); }

static double edge[LAYERS + 1], width[LAYERS], height[LAYERS + 1];
static const double tail_start = 4.038849846109504;
static const double area = 0.0012263246463530881;

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

static double __attribute__((noinline)) rare_gaussian(stream *r, int layer, double x) {
  for (;;) {
    if (layer == 0) {
      double excess, y;
      do {
        excess = -log(uniform(r)) / tail_start;
        y = -log(uniform(r));
      } while (2 * y <= excess * excess);
      return x < 0 ? -(tail_start + excess) : tail_start + excess;
    }
    if (height[layer] + uniform(r) * (height[layer + 1] - height[layer]) < exp(-x * x / 2))
      return x;
    uint64_t word = next(r);
    layer = word & (LAYERS - 1);
    x = ((int64_t)word >> 11) * width[layer];
    if (fabs(x) < edge[layer + 1]) return x;
  }
}

static inline double gaussian(stream *r) {
  uint64_t word = next(r);
  int layer = word & (LAYERS - 1);
  double x = ((int64_t)word >> 11) * width[layer];
  if (__builtin_expect(fabs(x) < edge[layer + 1], 1)) return x;
  return rare_gaussian(r, layer, x);
}

/* The draw at a position whose word was rejected: goes on with the counters (position, 1, ..). */
static double __attribute__((noinline)) rare_threefry(uint64_t chain, uint64_t position,
                                                      uint64_t word) {
  for (uint64_t attempt = 1;; attempt++) {
    int layer = word & (LAYERS - 1);
    double x = ((int64_t)word >> 11) * width[layer];
    if (attempt > 1 && fabs(x) < edge[layer + 1]) return x;
    uint64_t more[4];
    threefry_blocks(chain, position, attempt, 1, more);
    if (layer == 0) {
      double excess = -log(open(more[2])) / tail_start;
      if (-2 * log(open(more[3])) > excess * excess)
        return x < 0 ? -(tail_start + excess) : tail_start + excess;
      continue;
    }
    if (height[layer] + open(more[0]) * (height[layer + 1] - height[layer]) < exp(-x * x / 2))
      return x;
    word = more[1];
  }
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double noise[BLOCK * TILE];

static void draw(stream *r, int chains, int updates) {
  for (int b = 0; b < chains; b++) {
    stream local = r[b];
    if (threefry) {
      uint64_t words[BLOCK];
      threefry_blocks(local.chain, local.position / 4, 0, BLOCK / 4, words);
      for (int u = 0; u < updates; u++) {
        uint64_t word = words[u % 4 * (BLOCK / 4) + u / 4];
        int layer = word & (LAYERS - 1);
        double x = ((int64_t)word >> 11) * width[layer];
        if (__builtin_expect(!(fabs(x) < edge[layer + 1]), 0))
          x = rare_threefry(local.chain, local.position + u, word);
        noise[u * TILE + b] = x;
      }
      local.position += updates;
    } else {
      for (int u = 0; u < updates; u++) noise[u * TILE + b] = gaussian(&local);
    }
    r[b] = local;
  }
}

static void real_updates(double *restrict phi, int updates, double eps) {
  const double linear = 8 * eps, cubic = -4 * eps, scale = sqrt(2 * eps);
  for (int u = 0; u < updates; u++)
    for (int b = 0; b < TILE; b++)
      phi[b] += phi[b] * (linear + cubic * phi[b] * phi[b]) + scale * noise[u * TILE + b];
}

static long runaways;

static void complex_updates(double *restrict re, double *restrict im, int updates, double eps) {
  const double ax = -4, ay = 10, theta = -atan2(ay, ax) / 2;
  const double kx = eps * cos(2 * theta), ky = eps * sin(2 * theta);
  const double nx = sqrt(2 * eps) * cos(theta), ny = sqrt(2 * eps) * sin(theta);
  double square[TILE];
  for (int u = 0; u < updates; u++) {
    for (int b = 0; b < TILE; b++) {
      double x = re[b], y = im[b], eta = noise[u * TILE + b];
      double sx = x * x - y * y, sy = 2 * x * y;
      double ux = -2 * ax - 4 * sx, uy = -2 * ay - 4 * sy;
      double vx = x * ux - y * uy, vy = x * uy + y * ux;
      x += kx * vx - ky * vy + nx * eta;
      y += kx * vy + ky * vx + ny * eta;
      re[b] = x;
      im[b] = y;
      square[b] = x * x + y * y;
    }
    for (int b = 0; b < TILE; b++)
      if (!(square[b] <= 1e6)) {
        runaways++;
        re[b] = im[b] = 0;
      }
  }
}

int main(int argc, char **argv) {
  if (argc != 6) {
    fprintf(stderr, "usage: langevin real|complex threefry|xoshiro CHAINS UPDATES REPETITIONS\n");
    return 2;
  }
  const int complex = strcmp(argv[1], "complex") == 0;
  threefry = strcmp(argv[2], "threefry") == 0;
  const int chains = atoi(argv[3]) / TILE * TILE, updates = atoi(argv[4]) / BLOCK * BLOCK;
  const double eps = 0.0003;
  make_tables();
  stream *random = malloc(chains * sizeof *random);
  double *re = calloc(chains, sizeof *re), *im = calloc(chains, sizeof *im);
  for (int b = 0; b < chains; b++) {
    seed(&random[b], b);
    random[b].chain = b;
    random[b].position = 0;
  }
  double best = INFINITY, sum = 0;
  for (int r = 0; r < atoi(argv[5]); r++) {
    double start = seconds();
    for (int tile = 0; tile < chains; tile += TILE)
      for (int u = 0; u < updates; u += BLOCK) {
        draw(random + tile, TILE, BLOCK);
        if (complex) complex_updates(re + tile, im + tile, BLOCK, eps);
        else real_updates(re + tile, BLOCK, eps);
      }
    double time = (seconds() - start) * 1e9 / updates / chains;
    if (time < best) best = time;
    sum = 0;
    for (int b = 0; b < chains; b++) sum += (re[b] * re[b] - im[b] * im[b]) / chains;
  }
  printf("%.3f ns per update of a site, %.1f million a second, Re <z^2> %.4f, runaways %ld\n", best,
         1e3 / best, sum, runaways);
  return 0;
}
