/** Numbers and days as a page writes them: sensible digits, and a dash for what is not there. */

type Figure = number | null | undefined;
const NONE = '–';
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/**
 * @example figure(12.0345) // '12.03'
 * @example figure(-0.2183) // '−0.218'
 * @example figure(336776) // '336,776'
 */
export function figure(value: Figure): string {
  const size = Math.abs(value ?? Number.NaN);
  return withDecimals(value, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 || size === 0 ? 2 : 3);
}

/** @example withDecimals(0.6, 2) // '0.60' */
export function withDecimals(value: Figure, decimals: number): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NONE;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const [whole = '0', rest] = size >= 1e15 ? [size.toExponential(2)] : size.toFixed(decimals).split('.');
  const text =
    (size >= 1e15 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, ',')) + (rest === undefined ? '' : `.${rest}`);
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/**
 * Four digits and no zeros after them: for values whose unit the page does not know.
 * @example measured(250) // '250'
 */
export function measured(value: Figure): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return figure(value);
  const rounded = Math.abs(value) < 1e4 ? Number(value.toPrecision(4)) : Math.round(value);
  const [, decimals = ''] = String(rounded).split('.');
  return rounded !== 0 && Math.abs(rounded) < 1e-6
    ? rounded.toExponential(1)
    : withDecimals(rounded, decimals.length);
}

/** With its sign, as a difference is written. @example signed(0.22, 2) // '+0.22' */
export function signed(value: Figure, decimals = 2): string {
  const text = withDecimals(value, decimals);
  return value !== null && value !== undefined && value > 0 ? `+${text}` : text;
}

/**
 * A figure with its interval. @example withInterval({ value: 12.16, low: 11.3, high: 13.03 }) // '12.16 [11.30, 13.03]'
 */
export function withInterval(estimate: {
  readonly value: Figure;
  readonly low: Figure;
  readonly high: Figure;
}): string {
  const { value, low, high } = estimate;
  return `${figure(value)} [${figure(low)}, ${figure(high)}]`;
}

/**
 * How many times a threshold, cut and not rounded below 1: 0.996 must not read as the threshold.
 * @example ratioText(0.996) // '0.99'
 * @example ratioText(12.11) // '12'
 */
export function ratioText(ratio: Figure): string {
  if (ratio === null || ratio === undefined || Number.isNaN(ratio)) return NONE;
  return ratio < 1 ? withDecimals(Math.floor(ratio * 100) / 100, 2) : withDecimals(ratio, ratio < 10 ? 1 : 0);
}

/**
 * A reason as a sentence of its own: reasons are written in lower case, without a full stop, for lists and terminals.
 * @example asSentence('rose 0.9 -> 1.8') // 'Rose 0.9 → 1.8.'
 */
export function asSentence(text: string): string {
  const [first = '', ...rest] = Array.from(text.replaceAll('->', '→'));
  return `${first.toUpperCase()}${rest.join('')}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** A long name, cut where there is no room for it. @example clipped('temperature', 5) // 'temp…' */
export function clipped(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/**
 * A difference with its interval: hundredths, and thousandths where all of it is small.
 * @example signedInterval({ value: -0.0412, low: -0.07, high: 0.01 }) // '−0.041 [−0.070, +0.010]'
 */
export function signedInterval(estimate: {
  readonly value: Figure;
  readonly low: Figure;
  readonly high: Figure;
}): string {
  const { value, low, high } = estimate;
  const sizes = [value, low, high].map((one) => Math.abs(one ?? 0)).filter(Number.isFinite);
  const decimals = Math.max(0, ...sizes) < 0.2 ? 3 : 2;
  return `${signed(value, decimals)} [${signed(low, decimals)}, ${signed(high, decimals)}]`;
}

/** @example count(27564) // '27,564' */
export function count(value: Figure): string {
  return withDecimals(value, 0);
}

/** @example percent(0.1556) // '15.6 %' */
export function percent(share: Figure): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return NONE;
  return share > 0 && share < 0.0005 ? '< 0.1 %' : `${withDecimals(share * 100, 1)} %`;
}

/** @example pValue(0.00021) // '0.0002' */
export function pValue(value: Figure): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  if (value < 0.0001) return '< 0.0001';
  return withDecimals(value, value < 0.001 ? 4 : value < 0.1 ? 3 : 2);
}

/** A UTC day of an ISO text; any other text as it came. @example dayText('2013-05-01T00:00:00Z') // '1 May 2013' */
export function dayText(iso: string | null | undefined): string {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? '') ?? [];
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? (iso ?? NONE) : `${Number(day)} ${name} ${year}`;
}

/** @example shortDay('2013-05-01') // '1 May' */
export function shortDay(iso: string): string {
  const [day = '', month = ''] = dayText(iso).split(' ');
  return MONTHS.includes(month) ? `${day} ${month.slice(0, 3)}` : iso;
}

/** With the right form of its noun. @example counted(1, 'contest') // '1 contest' */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Which way a metric improves: AUC alone grows with quality. @example better('rmse') // 'lower' */
export function better(metric: string): 'lower' | 'higher' {
  return metric === 'auc' ? 'higher' : 'lower';
}
