import { expect, test } from 'vitest';
import { type Random, seededRandom } from '#core/random';
import { countBoth, expectSame } from './support/both-counters.ts';
import { captureText, pick } from './support/capture-lines.ts';

/**
 * Files with damaged bytes. A few thousand are tried on every run; `FUZZ_FILES=100000 npx vitest run
 * test/unit/engine/kernel/fuzz.test.ts` tries more, in about 30 s of one core.
 */
const FILES = Number(process.env['FUZZ_FILES'] ?? 4000);
const SEED = process.env['FUZZ_SEED'] ?? 'fuzz';
/** Files that are counted together: making counters costs more than counting a file. */
const TOGETHER = 200;
const BYTES = [...Buffer.from('",\\\n\r\t nue0159.-+=[]{}:Z/AZ\0')].concat([
  0xff, 0xc3, 0xef, 0xbb, 0xbf, 0x80,
]);
const INTACT = Array.from({ length: 400 }, (_, at) =>
  Buffer.from(`${captureText(seededRandom(`intact ${at}`))}\n`),
);

function damagedFile(random: Random): Buffer {
  let file = Buffer.concat(Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(random, INTACT)));
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
        file = Buffer.concat([before, pick(random, INTACT).subarray(at, to), after]);
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

function isSame(files: readonly (readonly Buffer[])[]): boolean {
  try {
    expectSame(countBoth(files));
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
      const files = Array.from({ length: TOGETHER }, () => chunksOf(damagedFile(random), random));
      if (isSame(files)) continue;
      // The files of a batch one by one, so that the message shows the one that is at fault.
      const culprit = files.find((file) => !isSame([file]));
      expectSame(countBoth(culprit === undefined ? files : [culprit]));
      expect.unreachable(`batch ${batch} differs only when it is counted together`);
    }
  },
  FILES * 2 + 20_000,
);
