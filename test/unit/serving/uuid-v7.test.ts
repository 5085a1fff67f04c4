import { expect, test } from 'vitest';
import { uuidV7 } from '#lambdas/serving/predict/uuid-v7';

const random = (byte: number) => new Uint8Array(10).fill(byte);

test('the example of RFC 9562', () => {
  const bytes = Buffer.from('0cc318c4dc0c0c07398f', 'hex');
  expect(uuidV7(new Date(0x017f22e279b0), bytes)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
});

test('later ones sort behind earlier ones, whatever the rest is', () => {
  expect(uuidV7(new Date(1000), random(0xff)) < uuidV7(new Date(1001), random(0))).toBe(true);
});
