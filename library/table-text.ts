import type { ComparedColumn, TableBaseline } from '#core/monitoring/table/table-baseline';

/** What is stored of a baseline; its id is the digest of this text. */
export const STORED_FORMAT = 'gyre-baseline-1';

/** The same baseline gives the same text: keys stand in one order. */
export function tableText({ rows, days, inputs, columns, prediction, time, notes }: TableBaseline): string {
  return JSON.stringify({
    ...{ format: STORED_FORMAT, rows, days, time, inputs, notes },
    columns: columns.map(storedColumn),
    prediction: prediction === undefined ? undefined : storedColumn(prediction),
  });
}

function storedColumn({ column, values, place, input }: ComparedColumn): object {
  const { name, bins, counts, groups, days } = column;
  const { lowest, edges, isDiscrete } = bins;
  // The bins of categories are their values.
  const kept = values === undefined ? { bins: { lowest, edges, isDiscrete } } : { values: values.values };
  return { name, place, input, ...kept, counts, groups, days };
}
