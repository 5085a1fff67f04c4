import {
  HOLE_END,
  STEP_BYTES,
  STEP_HOLE,
  STEP_LENGTH,
  STEP_LITERAL,
  STEP_NEXT,
  STEP_OTHERWISE,
} from './layout.ts';
import { LITERAL_BYTES, type MemoryPlan, MOST_STEPS } from './memory-plan.ts';
import type { PatternPart } from './pattern-scanner.ts';

/** Shapes of records that one reader learns; files have one or two. */
const MOST_PATTERNS = 16;
/** Longer literals would be compared beyond the bytes that are kept behind a chunk. */
const MOST_LITERAL = 2048;

/**
 * The learned patterns as the kernel follows them: a tree of steps, where patterns with the same beginning share it
 * and a step that does not fit leads to the next one at its place.
 */
export class PatternSteps {
  private readonly view: DataView;
  private readonly bytes: Uint8Array;
  private readonly plan: MemoryPlan;
  private readonly keys = new Map<number, string>();
  private steps = 0;
  private literals = 0;
  private patterns = 0;

  constructor(memory: ArrayBuffer, plan: MemoryPlan) {
    this.view = new DataView(memory);
    this.bytes = new Uint8Array(memory);
    this.plan = plan;
  }

  /** The address of the first step; 0 without a pattern. */
  get first(): number {
    return this.steps === 0 ? 0 : this.plan.steps;
  }

  get isFull(): boolean {
    return this.patterns === MOST_PATTERNS;
  }

  /** @returns whether the kernel has something new to follow */
  add(parts: readonly PatternPart[]): boolean {
    const bytes = parts.reduce((total, { literal }) => total + roundUp(literal.length), 0);
    const fits = this.steps + parts.length <= MOST_STEPS && this.literals + bytes <= LITERAL_BYTES;
    if (this.isFull || !fits || parts.some(({ literal }) => literal.length > MOST_LITERAL)) return false;
    let isNew = false;
    let place = this.first;
    let before = 0;
    for (const part of parts) {
      const found = this.find(place, part);
      if (found.step === 0) {
        const step = this.write(part);
        if (found.last !== 0) this.set(found.last + STEP_OTHERWISE, step);
        else if (before !== 0) this.set(before + STEP_NEXT, step);
        found.step = step;
        isNew = true;
      }
      before = found.step;
      place = part.hole === HOLE_END ? 0 : this.view.getUint32(before + STEP_NEXT, true);
    }
    if (isNew) this.patterns += 1;
    return isNew;
  }

  /** The step of a part among the alternatives at a place, and the last alternative. */
  private find(place: number, part: PatternPart): { step: number; last: number } {
    let last = 0;
    for (let step = place; step !== 0; step = this.view.getUint32(step + STEP_OTHERWISE, true)) {
      if (this.keys.get(step) === keyOf(part)) return { step, last };
      last = step;
    }
    return { step: 0, last };
  }

  private write(part: PatternPart): number {
    const step = this.plan.steps + this.steps * STEP_BYTES;
    const literal = this.plan.literals + this.literals;
    this.steps += 1;
    this.literals += roundUp(part.literal.length);
    for (let at = 0; at < part.literal.length; at += 1)
      this.bytes[literal + at] = part.literal.charCodeAt(at);
    this.set(step + STEP_LITERAL, literal);
    this.set(step + STEP_LENGTH, part.literal.length);
    this.set(step + STEP_HOLE, part.hole);
    this.set(step + STEP_NEXT, 0);
    this.set(step + STEP_OTHERWISE, 0);
    this.keys.set(step, keyOf(part));
    return step;
  }

  private set(address: number, value: number): void {
    this.view.setUint32(address, value, true);
  }
}

function keyOf({ literal, hole }: PatternPart): string {
  return `${hole} ${literal}`;
}

function roundUp(length: number): number {
  return Math.ceil(length / 16) * 16;
}
