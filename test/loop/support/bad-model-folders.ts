/** Training code and containers that misbehave, one folder each, and what their first contest must end with. */
import type { ModelFolder } from './loop-project.ts';

export interface BadModel {
  readonly name: string;
  /** Ends the title of its test. */
  readonly does: string;
  readonly folder: ModelFolder;
  readonly outcome: 'failed' | 'refused' | 'promoted';
  /** What the recorded reason must say. */
  readonly because: RegExp;
}

/** The scripts need no library: what goes wrong costs a process and no training. */
const IMPORTS = 'import os, pathlib, time\nmodel = pathlib.Path(os.environ["SM_MODEL_DIR"])\n';
/** Passes for a model until somebody loads it. */
const WRITE_ANY = '(model / "model.ubj").write_bytes(b"not empty, and no model")\n';
/** The model folder itself is a link. */
const MOVE_FOLDER = `
elsewhere = model.parent / "elsewhere"
elsewhere.mkdir()
model.rmdir()
model.symlink_to(elsewhere)
${WRITE_ANY}`;

/** Everybody but the hanging model waits for the second file of rides. */
const SECOND_FILE = { training: { minimumRows: 1000, maximumRuntimeMinutes: 2 } };

const training = (name: string, does: string, script: string, because: RegExp): BadModel => ({
  ...{ name, does, because, outcome: 'failed' },
  folder: { config: SECOND_FILE, files: { 'train.py': `${IMPORTS}${script}\n` } },
});

/** A model that trains, with inference code of its own. */
const serving = (
  name: string,
  does: string,
  inference: string,
  because: RegExp,
  outcome: BadModel['outcome'] = 'failed',
): BadModel => ({
  ...{ name, does, because, outcome },
  folder: { config: SECOND_FILE, files: { 'train.py': IMPORTS + WRITE_ANY, 'inference.py': inference } },
});

/** The four functions of the serving contract around the answers to `rows`, lines of text. */
const answering = (answers: string) => `
def model_fn(model_dir):
    return None

def input_fn(data, content_type):
    text = data if isinstance(data, str) else bytes(data).decode()
    return text.strip().split("\\n")

def predict_fn(rows, model):
    return ${answers}

def output_fn(lines, accept):
    return "\\n".join(lines) + "\\n", "text/csv"
`;

export const SOUND: ModelFolder = { config: SECOND_FILE };

export const BAD_SCRIPTS: readonly BadModel[] = [
  training(
    'raises',
    'raises',
    'raise ValueError("the third column is no number")',
    /^job Failed: .*ValueError: the third column is no number/,
  ),
  training('writes-nothing', 'writes no model', 'pass', /^job Failed: .*train\.py wrote no model/),
];

export const BAD_ARTIFACTS: readonly BadModel[] = [
  training(
    'writes-empty',
    'an empty file',
    '(model / "model.ubj").touch()',
    /^BadArtifactError: .*received no model in it.*Fix: /,
  ),
  training(
    'links-out',
    'a link to a file of the machine',
    '(model / "model.ubj").symlink_to("/etc/passwd")',
    /^BadArtifactError: .*received no model in it/,
  ),
  training(
    'moves-folder',
    'a link in place of its folder',
    MOVE_FOLDER,
    /^BadArtifactError: .*received nothing/,
  ),
  training(
    'climbs',
    'a name that climbs',
    `${WRITE_ANY}(model / r"..\\..\\evil.py").write_text("")`,
    /^BadArtifactError: .*name that no file should have/,
  ),
  {
    ...{ name: 'writes-garbage', does: 'garbage', outcome: 'failed' },
    folder: { config: SECOND_FILE, files: { 'train.py': IMPORTS + WRITE_ANY } },
    because: /^contender \S+ did not score the hold-out: job Failed: .*XGBoostError/,
  },
];

export const BAD_CONTAINERS: readonly BadModel[] = [
  serving(
    'dies-on-start',
    'dies on start',
    'raise SystemExit("the licence has run out")',
    /did not score the hold-out: job Failed: .*the licence has run out/,
  ),
  serving(
    'answers-500',
    'answers 500',
    answering('rows[len(rows)]'),
    /did not score the hold-out: job Failed: .*answered 500/,
  ),
  serving(
    'answers-less',
    'answers too few rows',
    answering('["1" for _ in rows[1:]]'),
    /did not score the hold-out: job Failed: .*answered 279 lines for 280 records/,
  ),
];

export const NO_NUMBERS: BadModel = serving(
  'answers-nan',
  'answers what is no number',
  answering('["nan" for _ in rows]'),
  /^finite: every metric must be a finite number/,
  'refused',
);

/** A transform job keeps the last number of a line: only the release finds that there are two. */
export const TWO_NUMBERS: BadModel = serving(
  'answers-pairs',
  'answers two numbers a row',
  answering('["0,%s" % (2 * float(row.split(",")[0])) for row in rows]'),
  /^deployment dp-\S+ ended rolled-back: smoke test: \d+ answers are not finite numbers/,
  'promoted',
);

/** Has written a model when its time is over: a stopped job is no completed one. */
export const HANGING: BadModel = {
  ...{ name: 'hangs', does: 'hangs', outcome: 'failed' },
  folder: {
    config: { training: { minimumRows: 200, maximumRuntimeMinutes: 1 } },
    files: { 'train.py': `${IMPORTS}${WRITE_ANY}time.sleep(3600)\n` },
  },
  because: /^job Stopped: it reached its time limit of 60 s, which training\.maximumRuntimeMinutes sets$/,
};

export const ALL_BAD: readonly BadModel[] = [
  ...[...BAD_SCRIPTS, ...BAD_ARTIFACTS, ...BAD_CONTAINERS],
  ...[NO_NUMBERS, TWO_NUMBERS, HANGING],
];
