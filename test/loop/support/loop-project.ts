/** The project of the loop tests, as files: rides, whose minutes follow the distance. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';

/** A model's folder: `model.yaml` from the parts given, and its code. */
export interface ModelFolder {
  /** What differs from the common model.yaml, section by section. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Files beside model.yaml by name. Default: `train.py` that trains. */
  readonly files?: Readonly<Record<string, string>>;
}

const DATASET = `
name: rides
owner: operations
key: [id]
eventTime: at
labels: [minutes]
columns:
  - { name: id, type: string }
  - { name: at, type: timestamp }
  - { name: distance, type: number, range: { minimum: 0, maximum: 1000 } }
  - { name: stops, type: integer, range: { minimum: 0, maximum: 20 } }
  - { name: minutes, type: number, nullable: true }
`;

const CONFIG = `export default { environments: { local: { schedules: 'off', mapConcurrency: 8 } } };\n`;

/** Label first, then distance and stops, as every channel of Gyre. */
export const TRAIN = `
import os, pathlib
import numpy as np, xgboost as xgb
folder = pathlib.Path(os.environ["SM_CHANNEL_TRAIN"])
rows = np.concatenate([np.loadtxt(f, delimiter=",", ndmin=2) for f in sorted(folder.glob("**/*.csv"))])
booster = xgb.train({"max_depth": 3, "nthread": 1, "seed": 1}, xgb.DMatrix(rows[:, 1:], rows[:, 0]), 30)
booster.save_model(pathlib.Path(os.environ["SM_MODEL_DIR"]) / "model.ubj")
`;

const MODEL = {
  ...{ owner: 'operations', risk: 'low', problem: 'regression', objective: 'plan', dataset: 'rides' },
  ...{ label: 'minutes', features: ['distance', 'stops'] },
  training: { minimumRows: 200, maximumRuntimeMinutes: 2 },
  evaluation: {
    ...{ metric: 'rmse', holdoutDays: 14, block: 'day', transformConcurrency: 2 },
    gate: { minimumHoldoutRows: 100, bootstrapDraws: 500 },
  },
  deployment: {
    ...{ approval: { mode: 'automatic' }, rollback: { maximumLatencyFactor: 50 } },
    bake: { minimumRecords: 10, maximumMinutes: 3, pollSeconds: 1 },
  },
  serving: { capture: 'front-door', labelledRowsTo: 'rides', retentionDays: 90 },
  monitoring: {
    ...{ bucket: '1d', driftWindow: { days: 7 }, labelMaturityDays: 0 },
    drift: { minimumRows: 50 },
    quality: { windowDays: 7, minimumRows: 50 },
    attribution: { rows: 50 },
  },
  retraining: { triggers: ['drift', 'quality'], cooldownDays: 0, minimumNewLabels: 0 },
};

export function writeProject(root: string, models: Readonly<Record<string, ModelFolder>>): void {
  write(join(root, 'gyre.config.ts'), CONFIG);
  write(join(root, 'datasets', 'rides', 'dataset.yaml'), DATASET);
  for (const [name, { config = {}, files = { 'train.py': TRAIN } }] of Object.entries(models)) {
    const folder = join(root, 'models', name);
    write(join(folder, 'model.yaml'), stringify({ name, ...MODEL, ...config }));
    for (const [file, text] of Object.entries(files)) write(join(folder, file), text);
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
