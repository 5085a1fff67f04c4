import { expect, test } from 'vitest';
import { seededRandom } from '#core/random';
import { blockBootstrap } from '#core/training/block-bootstrap';
import { bootstrapPValue } from '#core/training/bootstrap-comparison';
import { FEWEST_BLOCKS } from '#core/training/few-blocks';

const ROWS_A_BLOCK = 10;
const DRAWS = 400;

/** How often one of two equally good models looks significantly better (one-sided, 5 %), by simulation. */
function falseWins(blocks: number, trials: number): number {
  const random = seededRandom(`false wins ${blocks}`);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let wins = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const rows = blocks * ROWS_A_BLOCK;
    const blockOfRow = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / ROWS_A_BLOCK));
    // Each block has an error of its own: rows are correlated within it.
    const noisy = () => {
      const ofBlock = Array.from({ length: blocks }, normal);
      return Float64Array.from({ length: rows }, (_, row) => (ofBlock[blockOfRow[row]!] ?? 0) + normal());
    };
    const table = {
      labels: new Float64Array(rows),
      blockOfRow,
      blocks: Array.from({ length: blocks }, (_, block) => String(block)),
      predictions: new Map([
        ['a', noisy()],
        ['b', noisy()],
      ]),
    };
    const draws = blockBootstrap(table, 'rmse', DRAWS, seededRandom(`${blocks} ${trial}`));
    const differences = draws.get('a')!.map((value, draw) => value - draws.get('b')![draw]!);
    if (bootstrapPValue(differences, blocks) <= 0.05) wins += 1;
  }
  return wins / trials;
}

test('of two equal models one wins in about 5 % of contests of four weeks', () => {
  expect(falseWins(28, 800)).toBeLessThan(0.075);
});

test('with the fewest blocks that the gate takes, and with fewer, too', () => {
  expect(falseWins(FEWEST_BLOCKS, 800)).toBeLessThan(0.07);
  expect(falseWins(5, 800)).toBeLessThan(0.08);
});
