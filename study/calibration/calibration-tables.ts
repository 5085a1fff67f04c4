import { barTable, percentText, type Table } from '../report/table.ts';
import { CONTENDERS } from '../verdicts/contenders.ts';
import { FAMILIES } from '../verdicts/families.ts';
import type { CalibrationResults } from './run-calibration.ts';

export function calibrationTables(results: CalibrationResults): readonly Table[] {
  return [featureTable(results), windowTable(results), powerTable(results), barTable(results.bars)];
}

function featureTable({ byFeature, windows }: CalibrationResults): Table {
  return {
    title: `False alarms of one feature, in ${windows.toLocaleString('en')} windows without change`,
    columns: ['distribution', 'p at or below 5 %', 'p at or below 1 %'],
    rows: byFeature.map(({ distribution, at05, at01 }) => [
      distribution,
      percentText(at05),
      percentText(at01),
    ]),
  };
}

function windowTable({ byWindow, byFeature }: CalibrationResults): Table {
  return {
    title: `False alarms of a window with these ${byFeature.length} features`,
    columns: ['rows', 'windows', 'any significant after correction', 'any changed'],
    rows: byWindow.map(({ rows, windows, significant, changed }) => [
      ...[rows, windows.toLocaleString('en'), percentText(significant), percentText(changed)],
    ]),
    note: 'Nominal is 5 %. With many rows floors leave nothing to call where nothing changed.',
  };
}

function powerTable({ power }: CalibrationResults): Table {
  const names = CONTENDERS.map(({ name }) => name).filter((name) => name !== 'gyre-drifted');
  const rows = [...new Set(power.map((point) => point.rows))];
  const families = [...new Set(power.map(({ family }) => family))];
  const cell = (family: string, size: number, multiple: number) => {
    const point = power.find(
      (one) => one.family === family && one.rows === size && one.multiple === multiple,
    );
    return names.map((name) => String(Math.round(100 * (point?.called[name] ?? 0)))).join(' / ');
  };
  const multiples = [0, 0.5, 1, 2];
  return {
    title: `Power: windows in which the change is called, in per cent (${names.join(' / ')})`,
    columns: ['change', 'rows', ...multiples.map((multiple) => `${multiple} x smallest`)],
    rows: families.flatMap((family) =>
      rows.map((size) => [
        family,
        size.toLocaleString('en'),
        ...multiples.map((multiple) => cell(family, size, multiple)),
      ]),
    ),
    note: `Smallest effects: ${FAMILIES.filter(({ name }) => families.includes(name))
      .map(({ name, minimum, effect }) => `${name} ${minimum.toFixed(3)} (${effect})`)
      .join('; ')}. One feature in the window.`,
  };
}
