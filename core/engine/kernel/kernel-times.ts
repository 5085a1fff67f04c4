import { addTimes, type TimeRange } from './capture-counter.ts';
import { MOMENTS } from './layout.ts';

/** Above every moment. */
const NEVER = 2n ** 64n - 1n;
const [MINUTE, SECOND] = [60_000, 1000];
/** What each byte of a moment counts: three digits of milliseconds, two of seconds, nothing, two of minutes. */
const MILLISECONDS = [1, 10, 100, SECOND, 10 * SECOND, 0, MINUTE, 10 * MINUTE];

/** Between which times rows lie: the kernel notes moments of an hour, the host knows which hour it is. */
export class KernelTimes {
  private readonly view: DataView;
  private readonly range: TimeRange = { earliest: Infinity, latest: -Infinity };
  private hour = 0;

  constructor(memory: ArrayBuffer) {
    this.view = new DataView(memory);
    this.forget();
  }

  /** The kernel is to count rows of another hour. @param start milliseconds since 1970 */
  enterHour(start: number): void {
    this.collect();
    this.hour = start;
  }

  add(time: number): void {
    addTimes(this.range, { earliest: time, latest: time });
  }

  finish(): TimeRange {
    this.collect();
    return this.range;
  }

  private collect(): void {
    if (this.view.getBigUint64(MOMENTS, true) === NEVER) return;
    const [earliest, latest] = [this.read(MOMENTS), this.read(MOMENTS + 8)];
    addTimes(this.range, { earliest, latest });
    this.forget();
  }

  private forget(): void {
    this.view.setBigUint64(MOMENTS, NEVER, true);
    this.view.setBigUint64(MOMENTS + 8, 0n, true);
  }

  private read(moment: number): number {
    return MILLISECONDS.reduce(
      (sum, milliseconds, place) => sum + this.view.getUint8(moment + place) * milliseconds,
      this.hour,
    );
  }
}
