import { type Random, seededRandom } from '#core/random';

/** What a column holds in training and, with other parameters, in what is captured later. */
export interface Feature {
  readonly name: string;
  readonly isNumber: boolean;
  text(source: Source, isCaptured: boolean): string;
}

/** Uniform numbers, and standard normal ones made of them. */
export interface Source {
  readonly uniform: Random;
  readonly normal: () => number;
}

export function sourceOf(seed: string): Source {
  const uniform = seededRandom(seed);
  let spare: number | undefined;
  const normal = () => {
    const kept = spare;
    spare = undefined;
    if (kept !== undefined) return kept;
    // Marsaglia's polar method: two independent normal numbers at a time.
    for (;;) {
      const [u, v] = [2 * uniform() - 1, 2 * uniform() - 1];
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = v * factor;
      return u * factor;
    }
  };
  return { uniform, normal };
}

type Draw = (source: Source, isCaptured: boolean) => number;

const asPrinted = (value: number) => String(value);
const whole = (value: number) => String(Math.round(value));
const decimals = (count: number) => (value: number) => value.toFixed(count);

function numeric(
  name: string,
  draw: Draw,
  print: (value: number) => string,
  missing: readonly [number, number] = [0, 0],
): Feature {
  return {
    name,
    isNumber: true,
    text: (source, isCaptured) => {
      const value = draw(source, isCaptured);
      const share = missing[isCaptured ? 1 : 0];
      return share > 0 && source.uniform() < share ? '' : print(value);
    },
  };
}

/** Values by Zipf's law; in captures their shares can be tilted, and a few are new. */
function category(
  name: string,
  labels: readonly string[],
  { tilt = 0, fresh = 0 }: { readonly tilt?: number; readonly fresh?: number } = {},
): Feature {
  const cumulative = (by: number) => {
    let total = 0;
    const sums = labels.map((_, at) => (total += (1 + by * Math.sin(at)) / (at + 1.5) ** 1.05));
    return Float64Array.from(sums, (sum) => sum / total);
  };
  const [before, after] = [cumulative(0), cumulative(tilt)];
  return {
    name,
    isNumber: false,
    text: ({ uniform }, isCaptured) => {
      if (isCaptured && fresh > 0 && uniform() < fresh) return `new-${Math.floor(uniform() * 40)}`;
      const sums = isCaptured ? after : before;
      const at = uniform();
      let [from, to] = [0, labels.length - 1];
      while (from < to) {
        const middle = (from + to) >>> 1;
        if ((sums[middle] ?? 1) < at) from = middle + 1;
        else to = middle;
      }
      return labels[from] ?? '';
    },
  };
}

const labels = (count: number, label: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => label(at));
const COUNTRIES = ['US', 'GB', 'DE', 'FR', 'SE', 'BR', 'IN', 'JP', 'CN', 'ZA', 'AU', 'CA'];

/** Poisson of mean 3, by Knuth's product of uniform numbers. */
function events({ uniform }: Source): number {
  let count = 0;
  for (let product = uniform(); product > Math.exp(-3); product *= uniform()) count += 1;
  return count;
}

/** Student's t of three degrees of freedom: long tails on both sides. */
function student({ normal }: Source): number {
  return normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3);
}

/**
 * Twenty numbers and five categories as tables of customers, payments and sensors have them: printed with all their
 * digits, rounded, whole, tiny, with tails, with few values, with gaps. n01, n02, n08, n11, n12, n14, c21 and c23 are
 * drawn otherwise in captures, and n18 is missing more often.
 */
export const FEATURES: readonly Feature[] = [
  numeric('n00', ({ normal }) => normal(), asPrinted),
  numeric('n01', ({ normal }, isCaptured) => (isCaptured ? 53 : 50) + 12 * normal(), decimals(2)),
  numeric('n02', ({ normal }, isCaptured) => Math.exp(3 + (isCaptured ? 1.1 : 1) * normal()), decimals(2)),
  numeric('n03', ({ uniform }) => -Math.log(1 - uniform()) * 5, decimals(6)),
  category('c20', ['low', 'medium', 'high']),
  numeric('n04', ({ uniform }) => uniform(), asPrinted),
  numeric('n05', ({ normal }) => Math.min(90, Math.max(18, 42 + 14 * normal())), whole),
  numeric('n06', events, whole),
  numeric('n07', ({ uniform, normal }) => (uniform() < 0.7 ? 0 : Math.exp(2 + normal())), decimals(2)),
  category('c21', COUNTRIES, { tilt: 0.3 }),
  numeric(
    'n08',
    ({ uniform }, isCaptured) => (1 - uniform()) ** (-1 / (isCaptured ? 1.4 : 1.5)),
    decimals(3),
  ),
  numeric('n09', student, asPrinted),
  numeric('n10', ({ uniform }) => uniform() * 1e6, whole),
  numeric(
    'n11',
    ({ uniform, normal }, isCaptured) => (uniform() < (isCaptured ? 0.45 : 0.4) ? -2 : 2) + 0.7 * normal(),
    asPrinted,
  ),
  category(
    'c22',
    labels(50, (at) => `state_${String(at).padStart(2, '0')}`),
  ),
  numeric('n12', ({ uniform }, isCaptured) => uniform() ** (isCaptured ? 1.8 : 2), decimals(4)),
  numeric('n13', ({ normal }) => 12 + 9 * normal(), decimals(1)),
  numeric('n14', ({ uniform }, isCaptured) => 1.76e9 + (isCaptured ? 2.6e6 : 0) + uniform() * 2.6e6, whole),
  numeric('n15', ({ normal }) => 3e-7 * Math.exp(normal()), asPrinted),
  category(
    'c23',
    labels(300, (at) => `merchant_${at}`),
    { fresh: 0.005 },
  ),
  numeric('n16', ({ uniform }) => (uniform() < 0.18 ? 1 : 0), whole),
  numeric('n17', ({ normal }) => 5 * normal(), decimals(3), [0.05, 0.05]),
  numeric('n18', ({ normal }) => Math.exp(0.5 * normal()), asPrinted, [0.12, 0.15]),
  numeric('n19', ({ normal }) => 1e4 + 10 * normal(), decimals(5)),
  category(
    'c24',
    labels(5000, (at) => `sku-${(10_000 + at * 7).toString(36)}`),
  ),
];

export function rowText(source: Source, isCaptured: boolean): string {
  return FEATURES.map((feature) => feature.text(source, isCaptured)).join(',');
}
