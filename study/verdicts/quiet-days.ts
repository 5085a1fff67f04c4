import { baselineColumn } from '#core/monitoring/baseline';
import { countInBins } from '../sampling/count-in-bins.ts';
import { type Draws, logUniform, seededDraws } from '../sampling/draws.ts';
import { type Law, LAWS } from '../sampling/laws.ts';
import { type ComparedColumn, type Contender, CONTENDERS } from './contenders.ts';

/**
 * Windows in which nothing changed although days differ: weather, weekdays and seasons come and go as they did in
 * training. What a threshold is calibrated on.
 */
export interface QuietPlan {
  readonly models: number;
  readonly windows: number;
}

const TRAINING_DAYS = 120;
const WINDOW_DAYS = 30;

/** How a day moves its rows, in standard deviations. */
interface DayLaw {
  /** Deviation of the days' levels, and how much of a day's level the next day keeps. */
  readonly weather: number;
  readonly memory: number;
  readonly weekly: number;
  readonly season: number;
}

const STEADY: DayLaw = { weather: 0, memory: 0, weekly: 0, season: 0 };
const DAY_LAWS: readonly DayLaw[] = [
  ...new Array<DayLaw>(10).fill(STEADY),
  ...new Array<DayLaw>(5).fill({ ...STEADY, weather: 0.15, memory: 0.7 }),
  ...new Array<DayLaw>(3).fill({ ...STEADY, weather: 0.2, memory: 0.8 }),
  ...new Array<DayLaw>(4).fill({ ...STEADY, weekly: 0.5 }),
  ...new Array<DayLaw>(3).fill({ ...STEADY, season: 0.6 }),
];
/** Longer than a window, so that windows differ by it, and within the training days several times. */
const SEASON_DAYS = 45;

export interface QuietCount {
  readonly name: string;
  readonly windows: number;
  readonly windowsCalled: number;
  readonly features: number;
  readonly featuresCalled: number;
}

/** How often each contender calls a feature, and a window with any. */
export function countQuietAlarms(
  { models, windows }: QuietPlan,
  seed: string,
  contenders: readonly Contender[] = CONTENDERS,
): readonly QuietCount[] {
  const calls = Array.from({ length: models }, (_, model) =>
    judgeModel(seededDraws(`${seed} quiet ${model}`), windows, contenders),
  ).flat();
  return contenders.map(({ name }, index) => {
    const own = calls.map((said) => said[index] ?? []);
    return {
      name,
      windows: own.length,
      windowsCalled: own.filter((said) => said.includes(true)).length,
      features: own.flat().length,
      featuresCalled: own.flat().filter(Boolean).length,
    };
  });
}

/** What each contender says of each feature, window by window. */
function judgeModel(
  draws: Draws,
  windows: number,
  contenders: readonly Contender[],
): readonly (readonly (readonly boolean[])[])[] {
  const rowsADay = Math.round(logUniform(draws, 30, 300));
  const days = TRAINING_DAYS + windows * WINDOW_DAYS;
  const compared: ComparedColumn[][] = Array.from({ length: windows }, () => []);
  DAY_LAWS.forEach((dayLaw, index) => {
    const values = drawDays(draws, { dayLaw, days, rowsADay, law: lawOf(index) });
    const training = values.subarray(0, TRAINING_DAYS * rowsADay);
    const dayOf = Int32Array.from(training, (_, row) => Math.floor(row / rowsADay));
    const column = baselineColumn(`feature-${index + 1}`, training, dayOf);
    compared.forEach((columns, window) => {
      const from = (TRAINING_DAYS + window * WINDOW_DAYS) * rowsADay;
      const counts = countInBins(values.subarray(from, from + WINDOW_DAYS * rowsADay), column.bins);
      columns.push({ column, counts });
    });
  });
  return compared.map((columns) => contenders.map(({ judge }) => judge(columns)));
}

function lawOf(index: number): Law {
  const laws = [LAWS.normal, LAWS.studentT3, LAWS.lognormal];
  return laws[index % laws.length] ?? LAWS.normal;
}

interface DayDraw {
  readonly dayLaw: DayLaw;
  readonly days: number;
  readonly rowsADay: number;
  readonly law: Law;
}

function drawDays(draws: Draws, { dayLaw, days, rowsADay, law }: DayDraw): Float64Array {
  const { weather, memory, weekly, season } = dayLaw;
  const phase = 2 * Math.PI * draws.uniform();
  const values = new Float64Array(days * rowsADay);
  let level = weather * draws.normal();
  for (let day = 0; day < days; day += 1) {
    level = memory * level + Math.sqrt(1 - memory * memory) * weather * draws.normal();
    const inWeek = weekly * Math.sin((2 * Math.PI * day) / 7 + phase);
    const inSeason = season * Math.sin((2 * Math.PI * day) / SEASON_DAYS + phase);
    const shift = level + inWeek + inSeason;
    for (let row = 0; row < rowsADay; row += 1)
      values[day * rowsADay + row] = shifted(law, law.draw(draws), shift);
  }
  return values;
}

/** Days multiply what cannot be negative, and move the rest. */
function shifted(law: Law, value: number, shift: number): number {
  return law === LAWS.lognormal ? value * Math.exp(shift) : value + shift * law.deviation;
}
