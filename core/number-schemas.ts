import * as z from 'zod';

/** Numbers as records hold them, made once: a schema of one's own is made again at the start of every function. */
export const numberSchema = z.number();
export const numbersSchema = z.array(numberSchema);
/** At least 0. */
export const amountSchema = numberSchema.min(0);
/** Above 0. */
export const positiveSchema = numberSchema.positive();
/** 0 to 1. */
export const shareSchema = amountSchema.max(1);

export const wholeSchema = z.int();
/** How many: 0, 1, 2, … */
export const countSchema = wholeSchema.min(0);
export const countsSchema = z.array(countSchema);
/** 1, 2, 3, …: how many of what is never none, or which one. */
export const naturalSchema = wholeSchema.min(1);
