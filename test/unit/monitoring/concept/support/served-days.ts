import type { JoinedDay } from '#core/monitoring/judge-quality';
import { seededRandom } from '#core/random';

/** How rows of a stretch of days are drawn: real-shaped, since days differ from each other by themselves. */
export interface DrawnDays {
  readonly seed: string;
  /** `2024-05-01` */
  readonly from: string;
  readonly days: number;
  readonly rows?: number;
  /** Largest prediction; errors grow with it, as those of long rides do. */
  readonly reach?: number;
  /** Spread of errors, times this; of a day counted from the first. */
  readonly factor?: (day: number) => number;
  /** What is added to every outcome. */
  readonly shift?: number;
  /** How far days lie apart by themselves. */
  readonly daySpread?: number;
}

/** Rides: predictions from 0 to `reach`, errors of a tenth of the prediction and more on some days than on others. */
export function drawDays({
  seed,
  from,
  days,
  rows = 120,
  reach = 100,
  factor = () => 1,
  shift = 0,
  daySpread = 0.15,
}: DrawnDays): readonly JoinedDay[] {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: days }, (_, day) => {
    const own = Math.exp(daySpread * normal()) * factor(day);
    const predictions = Array.from({ length: rows }, () => reach * random());
    return {
      day: new Date(Date.parse(from) + day * 86_400_000).toISOString().slice(0, 10),
      predictions,
      labels: predictions.map((prediction) => prediction + shift + 0.1 * prediction * own * normal()),
    };
  });
}

/** The same with yes or no as outcome: late, with the chance that is predicted, or with its opposite. */
export function drawAnswers(
  seed: string,
  from: string,
  days: number,
  isFlipped = false,
): readonly JoinedDay[] {
  const random = seededRandom(seed);
  return Array.from({ length: days }, (_, day) => {
    const predictions = Array.from({ length: 120 }, () => 0.05 + 0.9 * random());
    return {
      day: new Date(Date.parse(from) + day * 86_400_000).toISOString().slice(0, 10),
      predictions,
      labels: predictions.map((chance) => (random() < (isFlipped ? 1 - chance : chance) ? 1 : 0)),
    };
  });
}

/** Days as a contest keeps its hold-out. */
export function asHoldout(days: readonly JoinedDay[]) {
  return {
    predictions: days.flatMap((day) => day.predictions),
    labels: days.flatMap((day) => day.labels),
    blocks: days.flatMap((day) => new Array<string>(day.labels.length).fill(day.day)),
  };
}
