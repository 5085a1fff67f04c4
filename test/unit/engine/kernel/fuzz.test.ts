import { expect, test } from 'vitest';
import type { CaptureCounterOptions } from '#core/engine/kernel/capture-counter';
import { readCallOf } from '#core/engine/kernel/read-call';
import { type Random, seededRandom } from '#core/random';
import { countBoth, expectSame } from './support/both-counters.ts';
import { NAMES, pick, writtenText } from './support/capture-lines.ts';

/**
 * Files with damaged bytes. A few thousand are tried on every run; `FUZZ_FILES=100000 npx vitest run
 * test/unit/engine/kernel/fuzz.test.ts` tries more, in about 30 s of one core.
 */
const FILES = Number(process.env['FUZZ_FILES'] ?? 4000);
const SEED = process.env['FUZZ_SEED'] ?? 'fuzz';
const NAMED = { names: NAMES, readCall: readCallOf({ features: NAMES }) };
/** Files that are counted together: making counters costs more than counting a file. */
const TOGETHER = 200;
const BYTES = [...Buffer.from('",\\\n\r\t nue0159.-+=[]{}:Z/AZ\0')].concat([
  0xff, 0xc3, 0xef, 0xbb, 0xbf, 0x80,
]);
/** Of the lines of each writer. */
const INTACT = Array.from({ length: 40 }, (_, writer) =>
  Array.from({ length: 20 }, (_each, at) =>
    Buffer.from(`${writtenText(seededRandom(`intact ${writer} ${at}`), `writer ${writer}`)}\n`),
  ),
);

function damagedFile(random: Random, intact: readonly Buffer[]): Buffer {
  let file = Buffer.concat(Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(random, intact)));
  for (let times = Math.floor(random() * 4); times > 0; times -= 1) {
    const at = Math.floor(random() * file.length);
    const to = Math.min(file.length, at + Math.floor(random() ** 3 * 60));
    const [before, middle, after] = [file.subarray(0, at), file.subarray(at, to), file.subarray(to)];
    switch (Math.floor(random() * 6)) {
      case 0:
        file = Buffer.concat([before, after]);
        break;
      case 1:
        file = Buffer.concat([before, middle, middle, after]);
        break;
      case 2:
        file = before;
        break;
      case 3:
        file = Buffer.concat([before, Buffer.from([pick(random, BYTES)]), file.subarray(at)]);
        break;
      case 4:
        file = Buffer.concat([before, pick(random, intact).subarray(at, to), after]);
        break;
      default:
        file = Buffer.concat([before, Buffer.from([pick(random, BYTES)]), file.subarray(at + 1)]);
    }
  }
  return file;
}

function chunksOf(file: Buffer, random: Random): Buffer[] {
  const cut = Math.floor(random() * (file.length + 1));
  return random() < 0.3 ? [file.subarray(0, cut), file.subarray(cut)] : [file];
}

function isSame(files: readonly (readonly Buffer[])[], options: Partial<CaptureCounterOptions>): boolean {
  try {
    expectSame(countBoth(files, options));
    return true;
  } catch {
    return false;
  }
}

test(
  `counts ${FILES} damaged files as the slow path does`,
  () => {
    for (let batch = 0; batch * TOGETHER < FILES; batch += 1) {
      const random = seededRandom(`${SEED} ${batch}`);
      const intact = [pick(random, INTACT), pick(random, INTACT)].flat();
      const files = Array.from({ length: TOGETHER }, () => chunksOf(damagedFile(random, intact), random));
      const options = batch % 2 === 0 ? {} : NAMED;
      if (isSame(files, options)) continue;
      // The files of a batch one by one, so that the message shows the one that is at fault.
      const culprit = files.find((file) => !isSame([file], options));
      expectSame(countBoth(culprit === undefined ? files : [culprit], options));
      expect.unreachable(`batch ${batch} differs only when it is counted together`);
    }
  },
  FILES * 2 + 20_000,
);
