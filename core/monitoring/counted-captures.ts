import { BAD_COLUMNS, type CaptureCounter } from '#core/engine/kernel/capture-counter';
import { createCaptureCounter } from '#core/engine/kernel/create-capture-counter';
import { readCallOf } from '#core/engine/kernel/read-call';
import { addBadRecord, type WindowBins, type WindowSketch } from '#core/engine/sketch/window-sketch';
import type { CaptureTerms } from '../serving/capture/capture-terms.ts';
import { type BadRecordReason, captureDecoder } from '../serving/capture-record.ts';
import type { Baseline } from './baseline.ts';
import { sampledLines } from './sampled-lines.ts';
import { emptySketch } from './sketch.ts';
import type { Sketch } from './stored-sketch.ts';
import { CaptureSketches, type SketchFacts, withCoverage } from './sketch-captures.ts';

/** Of so many lines a sketch has the scores and the sample: a distribution is known well enough by them. */
const SCORED_LINES = 10_000;

/**
 * The sketches of many captures, by the engine that counts bytes: columns of all rows, exactly as CaptureSketches
 * counts them. Scores of rows and the sample, for which a row has to be read whole, are those of about 10,000 lines
 * that lie evenly in the bytes. Event ids are compared (1,500,000 of them surely) and not kept.
 */
export class CountedCaptures {
  readonly #baseline: Baseline;
  readonly #facts: SketchFacts;
  readonly #counter: CaptureCounter;
  readonly #scored: CaptureSketches;
  readonly #sampler: ReturnType<typeof sampledLines>;
  readonly #broken = new Map<string, number>();
  #notLive = 0;

  /** @param plainBytes about how many will come, unpacked: decides which lines are scored, and nothing else */
  constructor(baseline: Baseline, facts: SketchFacts, terms: CaptureTerms, plainBytes: number) {
    this.#baseline = baseline;
    this.#facts = facts;
    this.#scored = new CaptureSketches(baseline, facts);
    const readCall = readCallOf(terms);
    this.#counter = createCaptureCounter({
      ...{ bins: windowBins(baseline), bucket: facts.bucket, withQuantiles: false },
      ...(terms.features === undefined ? {} : { names: terms.features }),
      readCall: (line) => {
        const call = readCall(line);
        if (!('bad' in call) && !call.isLive) this.#notLive += 1;
        return call;
      },
    });
    const decode = captureDecoder(terms);
    this.#sampler = sampledLines(plainBytes / SCORED_LINES, (line) => {
      const decoded = decode(line);
      if ('record' in decoded) this.#scored.add(decoded);
    });
  }

  /** Unpacked bytes, cut anywhere. */
  push(chunk: Uint8Array): void {
    this.#counter.push(chunk);
    this.#sampler.push(chunk);
  }

  /** A last line without a line feed is a line. */
  endObject(): void {
    this.#counter.endObject();
    this.#sampler.endObject();
  }

  countBad(reason: BadRecordReason): void {
    this.#broken.set(reason, (this.#broken.get(reason) ?? 0) + 1);
  }

  /** @returns as of CaptureSketches; and how many records were read, usable or not, of whatever purpose */
  finish(): { readonly sketches: ReadonlyMap<string, Sketch>; readonly requests: number } {
    const { windows, coverage } = this.#counter.finish();
    for (const [reason, times] of this.#broken) addBadRecord(coverage, reason, times);
    const scored = this.#scored.finish();
    const sketches = new Map(
      // A line that was begun by the engine and then left may have opened a window without rows.
      [...windows]
        .filter(([, window]) => window.coverage.rows > 0)
        .map(([start, window]) => [start, this.#sketchOf(window, scored.get(start))]),
    );
    const { records, duplicates, badRecords } = coverage;
    const bad = [...badRecords.values()].reduce((sum, times) => sum + times, 0);
    // Of calls with other columns the record was read, and counted, before its rows were.
    const requests = records + bad - (badRecords.get(BAD_COLUMNS) ?? 0) + this.#notLive;
    const facts = { records, duplicates, badRecords: Object.fromEntries(badRecords) };
    return { sketches: withCoverage(sketches, facts, this.#baseline, this.#facts), requests };
  }

  #sketchOf({ features, predictions, coverage }: WindowSketch, scored: Sketch | undefined): Sketch {
    const { scores, sample } = scored ?? {};
    return {
      ...emptySketch(this.#baseline, this.#facts.source),
      rows: coverage.rows,
      features: features.map(({ bins }) => [...bins]),
      prediction: [...(predictions[0]?.bins ?? [])],
      ...(scores === undefined ? {} : { scores }),
      ...(sample === undefined ? {} : { sample }),
    };
  }
}

function windowBins({ contestId, features, prediction }: Baseline): WindowBins {
  const columnOf = ({ bins }: Baseline['prediction']) => ({ kind: 'number' as const, bins });
  return { baseline: contestId, features: features.map(columnOf), predictions: [columnOf(prediction)] };
}
