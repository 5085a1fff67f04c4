import { addHitter, byCount, emptyHeavyHitters } from '../../engine/sketch/heavy-hitters.ts';
import { addHash, emptyRegisters, estimateDistinct } from '../../engine/sketch/hyper-log-log.ts';
import { hashBytes, valueHash } from '../../engine/sketch/value-hash.ts';
import { earlier, isTimestamp, later } from '../event-time.ts';
import { KeySet } from '../key-set.ts';
import { isCode, isWhole, numberIn } from './number-in.ts';
import type { TableBlock } from '../table-block.ts';
import type { ColumnFacts } from './column-facts.ts';
import { NumberObserver } from './number-observer.ts';

const NOT_WHOLE = /[.eE]/;

const MOST_LISTED = 10;
/** From then on it costs memory to know of each value whether it came before. */
const MANY_ROWS = 10_000;

type CellBytes = Pick<TableBlock, 'bytes' | 'start' | 'end'>;

/**
 * Looks at the cells of a column one after the other, with the sketches of the engine: memory is bounded, but for the
 * keys of a column whose values are all different (16 bytes each).
 */
export class ColumnObserver {
  readonly #name: string;
  #rows = 0;
  #missing = 0;
  /** A type is possible as long as no value speaks against it. */
  #mayBe = { integer: true, number: true, boolean: true, timestamp: true };
  #earliest = '';
  #latest = '';
  readonly #registers = emptyRegisters();
  readonly #hitters = emptyHeavyHitters();
  #isCountedWhole = true;
  #seen: KeySet | undefined = new KeySet();
  #numbers: NumberObserver | undefined = new NumberObserver();

  constructor(name: string) {
    this.#name = name;
  }

  add(cell: string): void {
    this.#rows += 1;
    if (cell === '') {
      this.#missing += 1;
      return;
    }
    this.#count(cell);
    if (this.#seen?.add(cell) === false) this.#seen = undefined;
    this.#narrow(cell);
  }

  /** Is every value until now a number, and is there one? */
  get holdsNumbers(): boolean {
    return this.#mayBe.number && this.#rows > this.#missing;
  }

  /**
   * The same for a cell that was read as a number already, where it is one of many.
   * @returns false when the cell counts by its text: it is to be added as such
   */
  addNumber(number: number, { bytes, start, end }: CellBytes): boolean {
    const may = this.#mayBe;
    if (this.#hitters.error === 0 || !may.number) return false;
    const isInteger = isWhole(bytes, start, end);
    if (isCode(number, isInteger, bytes, start, end)) return false;
    this.#rows += 1;
    this.#isCountedWhole = false;
    addHash(this.#registers, hashBytes(bytes, start, end));
    if (this.#seen?.addAscii(bytes, start, end) === false) this.#seen = undefined;
    this.#addValue(number, isInteger);
    return true;
  }

  facts(): ColumnFacts {
    const type = this.#type();
    const isExact = this.#hitters.error === 0;
    const present = this.#rows - this.#missing;
    const isUnique = this.#seen !== undefined && present > 0;
    const estimated = Math.round(estimateDistinct(this.#registers));
    return {
      ...{ name: this.#name, type, rows: this.#rows, missing: this.#missing, isUnique },
      distinct: isExact ? this.#hitters.counts.size : isUnique ? present : Math.min(present, estimated),
      isDistinctExact: isExact || isUnique,
      values:
        isUnique || type === 'timestamp' || !this.#isCountedWhole
          ? []
          : this.#frequent(isExact ? 1 : present / 50),
      ...((type === 'integer' || type === 'number') && this.#numbers !== undefined
        ? { numbers: this.#numbers.facts(isExact ? this.#hitters.counts : undefined) }
        : {}),
      ...(type === 'timestamp' ? { times: { earliest: this.#earliest, latest: this.#latest } } : {}),
    };
  }

  #count(cell: string): void {
    // Of many different numbers nobody asks which came most often.
    const isCounted = this.#hitters.error === 0 || !this.#mayBe.number;
    // A value that is being counted has left its mark already.
    if (!isCounted || !this.#hitters.counts.has(cell)) addHash(this.#registers, valueHash(cell));
    if (isCounted) addHitter(this.#hitters, cell);
    else this.#isCountedWhole = false;
  }

  /** @param least counts of many values are too low by as much as present / 256 */
  #frequent(least: number): ColumnFacts['values'] {
    return byCount(this.#hitters.counts)
      .filter(([, count]) => count >= least)
      .slice(0, MOST_LISTED);
  }

  #narrow(cell: string): void {
    const may = this.#mayBe;
    if (may.number) {
      const number = numberIn(cell);
      may.number = !Number.isNaN(number);
      if (may.number) this.#addValue(number, !NOT_WHOLE.test(cell));
      else this.#numbers = undefined;
    }
    may.boolean &&= cell === 'true' || cell === 'false';
    if (may.timestamp) {
      may.timestamp = isTimestamp(cell);
      if (may.timestamp) {
        this.#earliest = earlier(this.#earliest, cell);
        this.#latest = later(this.#latest, cell);
      }
    }
  }

  #addValue(number: number, isInteger: boolean): void {
    const may = this.#mayBe;
    may.integer &&= isInteger;
    this.#numbers?.add(number);
    // Measured values are no names of rows: that they all differ is not worth 16 bytes each.
    if (!may.integer && this.#rows > MANY_ROWS) this.#seen = undefined;
  }

  #type(): ColumnFacts['type'] {
    if (this.#rows === this.#missing) return 'empty';
    const may = this.#mayBe;
    if (may.number) return may.integer ? 'integer' : 'number';
    if (may.boolean) return 'boolean';
    return may.timestamp ? 'timestamp' : 'string';
  }
}
