import { atMost, type Bar } from '../report/table.ts';
import { DISTRIBUTIONS, judgeQuietWindows, type QuietVerdict } from './false-alarms.ts';
import { measurePower, type PowerPoint } from './power-curves.ts';

export interface CalibrationRequest {
  readonly isSmall: boolean;
  readonly seed: string;
  readonly onProgress: (line: string) => void;
}

export interface FeatureRates {
  readonly distribution: string;
  /** Share of windows with p at or below the level. */
  readonly at05: number;
  readonly at01: number;
}

export interface WindowRates {
  readonly rows: string;
  readonly windows: number;
  /** Share of windows in which any feature is significant after correction. */
  readonly significant: number;
  /** Share of windows with any feature `changed`: significant, with an effect at or above its floor. */
  readonly changed: number;
}

export interface CalibrationResults {
  readonly study: 'calibration';
  readonly seed: string;
  readonly isSmall: boolean;
  readonly windows: number;
  readonly byFeature: readonly FeatureRates[];
  /** By rows, all together last. */
  readonly byWindow: readonly WindowRates[];
  readonly power: readonly PowerPoint[];
  readonly bars: readonly Bar[];
}

const [LEVEL, STRICT_LEVEL] = [0.05, 0.01];
/** What a rate may be above its nominal level. */
const TOLERANCE = 1.2;
const SIZES: readonly (readonly [from: number, to: number, rows: string])[] = [
  [200, 1_000, '200 to 1,000'],
  [1_000, 10_000, '1,000 to 10,000'],
  [10_000, 100_001, '10,000 to 100,000'],
  [0, Number.POSITIVE_INFINITY, 'all'],
];

export function runCalibration({ isSmall, seed, onProgress }: CalibrationRequest): CalibrationResults {
  const plan = isSmall ? { windows: 600, mostRows: 10_000 } : { windows: 10_000, mostRows: 100_000 };
  const quiet = judgeQuietWindows(plan, seed, onProgress);
  onProgress('power curves');
  const power = measurePower(
    isSmall ? { repeats: 20, rows: [500, 5_000] } : { repeats: 100, rows: [500, 2_000, 5_000, 20_000] },
    seed,
  );
  const byFeature = DISTRIBUTIONS.map(({ name }, index) => ({
    distribution: name,
    at05: shareOf(quiet, ({ pValues }) => (pValues[index] ?? 1) <= LEVEL),
    at01: shareOf(quiet, ({ pValues }) => (pValues[index] ?? 1) <= STRICT_LEVEL),
  }));
  const byWindow = SIZES.flatMap(([from, to, rows]): WindowRates[] => {
    const own = quiet.filter((one) => one.rows >= from && one.rows < to);
    if (own.length === 0) return [];
    const significant = shareOf(own, ({ smallestAdjusted }) => smallestAdjusted < LEVEL);
    return [{ rows, windows: own.length, significant, changed: shareOf(own, ({ isCalled }) => isCalled) }];
  });
  const bars = barsOf(byFeature, byWindow, isSmall ? quiet.length : undefined);
  return { study: 'calibration', seed, isSmall, windows: quiet.length, byFeature, byWindow, power, bars };
}

/** @param few the number of windows where it is too small to hold a rate to the bar without three of its errors */
function barsOf(
  byFeature: readonly FeatureRates[],
  byWindow: readonly WindowRates[],
  few: number | undefined,
): readonly Bar[] {
  const bar = (level: number) =>
    Number(
      (TOLERANCE * level + (few === undefined ? 0 : 3 * Math.sqrt((level * (1 - level)) / few))).toFixed(4),
    );
  const all = byWindow.at(-1);
  return [
    atMost(
      'false alarms per feature at 5 %, worst distribution',
      Math.max(...byFeature.map(({ at05 }) => at05)),
      bar(LEVEL),
    ),
    // Of a hundred alarms in 10,000 windows a fifth is two errors: only all distributions together can be held to it.
    atMost(
      'false alarms per feature at 1 %, all distributions',
      byFeature.reduce((sum, { at01 }) => sum + at01, 0) / byFeature.length,
      bar(STRICT_LEVEL),
    ),
    atMost('windows with any significant feature at 5 %', all?.significant ?? 1, bar(LEVEL)),
    atMost('windows with any feature changed', all?.changed ?? 1, bar(LEVEL)),
  ];
}

function shareOf(windows: readonly QuietVerdict[], has: (one: QuietVerdict) => boolean): number {
  return windows.filter(has).length / windows.length;
}
