import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { processEngine } from '#local/sagemaker/engine/process-engine';
import { pythonFacts } from '#local/sagemaker/engine/process/sandbox';
import type { JobOutcome, OnSecondaryStatus } from '#local/sagemaker/engine/types';
import {
  BUCKET,
  PYTHON,
  containerFile,
  wheelOf,
  engineFixture,
  isAlive,
  trainingRequest,
  unpacked,
  type Fixture,
  type TrainingOptions,
} from './engine-fixture.ts';
import { rawArchive } from '../../../unit/sagemaker-engine/tar-zoo.ts';

let fixture: Fixture;
beforeAll(async () => (fixture = await engineFixture()));
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.lines.length = 0;
  fixture.s3.objects.clear();
});

const ignore: OnSecondaryStatus = () => undefined;
const script = (text: string): TrainingOptions => ({ files: { 'train.py': text } });
const run = (options: TrainingOptions, on = ignore): Promise<JobOutcome> =>
  processEngine.startTrainingJob(trainingRequest(fixture, options), fixture.host, on).outcome;
const artifact = (name = 'job-1', file = 'model.tar.gz') =>
  fixture.s3.objects.get(`${BUCKET}/output/${name}/output/${file}`);
/** Starts a job and resolves when the script has printed a line. */
const startUntil = (options: TrainingOptions, line: string, grace = 2) => {
  const job = processEngine.startTrainingJob(
    trainingRequest(fixture, options),
    { ...fixture.host, stopGraceSeconds: grace },
    ignore,
  );
  return { job, said: waitForLine(line) };
};
async function waitForLine(line: string): Promise<void> {
  while (!fixture.lines.includes(line)) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('a training job', () => {
  it('runs the script with channels, arguments and configuration, and packs what it wrote', async () => {
    fixture.put('data/train/a.csv', '1,2\n');
    fixture.put('data/train/sub/b.csv', '3,4\n');
    fixture.put('data/train/', '');
    fixture.put('data/single.csv', '5,6\n');
    const statuses: string[] = [];
    const outcome = await run(
      {
        ...script(`
import json, os, sys
found = {}
for channel in json.loads(os.environ["SM_CHANNELS"]):
    root = os.environ["SM_CHANNEL_" + channel.upper()]
    found[channel] = sorted(os.path.relpath(os.path.join(d, f), root) for d, _, fs in os.walk(root) for f in fs)
with open(os.path.join(os.environ["SM_MODEL_DIR"], "seen.json"), "w") as file:
    json.dump({"found": found, "argv": sys.argv[1:], "cwd": os.path.basename(os.getcwd()), "name": __name__}, file)
with open(os.path.join(os.environ["SM_OUTPUT_DATA_DIR"], "metrics.txt"), "w") as file:
    file.write("rmse 1")
print("to standard output"); print("to standard error", file=sys.stderr)
`),
        hyperparameters: {
          'max-depth': '6',
          eta: '0.10',
          flag: 'true',
          list: '[1, 2]',
          text: 'plain',
          n: 'null',
        },
        channels: { train: `s3://${BUCKET}/data/train`, single: `s3://${BUCKET}/data/single.csv` },
      },
      (status) => statuses.push(status),
    );
    expect(outcome).toMatchObject({
      status: 'Completed',
      modelArtifactUri: `s3://${BUCKET}/output/job-1/output/model.tar.gz`,
    });
    expect(statuses).toEqual(['Starting', 'Downloading', 'Training', 'Uploading', 'Completed']);
    const files = await unpacked(artifact() ?? Buffer.alloc(0));
    expect(JSON.parse(files['seen.json'] ?? '')).toEqual({
      found: { code: ['sourcedir.tar.gz'], single: ['single.csv'], train: ['a.csv', 'sub/b.csv'] },
      argv: [
        '--eta',
        '0.1',
        '--flag',
        'True',
        '--list',
        '[1, 2]',
        '--max-depth',
        '6',
        '-n',
        '',
        '--text',
        'plain',
      ],
      cwd: 'code',
      name: '__main__',
    });
    expect(await unpacked(artifact('job-1', 'output.tar.gz') ?? Buffer.alloc(0))).toEqual({
      'metrics.txt': 'rmse 1',
    });
    expect(fixture.lines).toEqual(expect.arrayContaining(['to standard output', 'to standard error']));
    expect([...fixture.groups]).toEqual(['/aws/sagemaker/TrainingJobs']);
    expect(readdirSync(join(fixture.host.baseDirectory, 'training'))).toEqual([]);
  });

  it('fails with the end of standard error when the script raises', async () => {
    const outcome = await run(script('def f():\n    raise ValueError("the file has no rows")\nf()'));
    expect(outcome.status).toBe('Failed');
    expect(outcome.failureReason).toMatch(
      /^AlgorithmError: ExecuteUserScriptError:\nExitCode 1\nErrorMessage "ValueError: the file has no rows/,
    );
    expect(outcome.failureReason).toMatch(/, exit code: 1$/);
    expect(artifact()).toBeUndefined();
  });

  it('fails with the failure file when the script wrote one', async () => {
    const outcome = await run(
      script(
        'import os, sys\nopen(os.environ["SM_OUTPUT_DIR"] + "/failure", "w").write("x" * 3000)\nsys.exit(3)',
      ),
    );
    expect(outcome.failureReason).toHaveLength(1024);
    expect(outcome.failureReason).toMatch(/^AlgorithmError: xxx.*xxx, exit code: 3$/);
  });

  it('reports a script that kills itself as out of memory', async () => {
    const outcome = await run(script('import os, signal\nos.kill(os.getpid(), signal.SIGKILL)'));
    expect(outcome.failureReason).toContain('OutOfMemory');
    expect(outcome.failureReason).toMatch(/exit code: 137$/);
  });

  it('completes without an archive when the script writes no model', async () => {
    const outcome = await run(script('pass'));
    expect(outcome).toMatchObject({
      status: 'Completed',
      modelArtifactUri: `s3://${BUCKET}/output/job-1/output/model.tar.gz`,
    });
    expect(artifact()).toBeUndefined();
  });

  it('stops at the maximum runtime and keeps what was written so far', async () => {
    const outcome = await run({
      ...script(
        'import os, time\nopen(os.environ["SM_MODEL_DIR"] + "/half", "w").write("1")\ntime.sleep(600)',
      ),
      change: { StoppingCondition: { MaxRuntimeInSeconds: 1 } },
    });
    expect(outcome).toMatchObject({ status: 'Stopped', secondaryStatus: 'MaxRuntimeExceeded' });
    expect(outcome.failureReason).toBeUndefined();
    expect(await unpacked(artifact() ?? Buffer.alloc(0))).toEqual({ half: '1' });
  });

  it('lets a stopped script end in its own way within the grace', async () => {
    const { job, said } = startUntil(
      script(`
import os, signal, sys, time
def end(*_):
    open(os.environ["SM_MODEL_DIR"] + "/saved", "w").write("at the end")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("waiting")
time.sleep(600)`),
      'waiting',
      30,
    );
    await said;
    await job.stop('Stopped');
    expect(await job.outcome).toMatchObject({ status: 'Stopped', secondaryStatus: 'Stopped' });
    expect(await unpacked(artifact() ?? Buffer.alloc(0))).toEqual({ saved: 'at the end' });
  });

  it('kills a script that ignores SIGTERM, with its children', async () => {
    const { job, said } = startUntil(
      script(`
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"], start_new_session=True)
print("waiting")
time.sleep(600)`),
      'waiting',
      0.3,
    );
    await said;
    const pid = job.pid ?? 0;
    await job.stop('Stopped');
    expect((await job.outcome).status).toBe('Stopped');
    expect(isAlive(pid)).toBe(false);
  });

  it('leaves no model of an interrupted job', async () => {
    const { job, said } = startUntil(
      script(
        'import os, time\nopen(os.environ["SM_MODEL_DIR"] + "/half", "w").write("1")\nprint("waiting")\ntime.sleep(600)',
      ),
      'waiting',
    );
    await said;
    await job.stop('Interrupted');
    expect(await job.outcome).toMatchObject({ status: 'Stopped', secondaryStatus: 'Interrupted' });
    expect(artifact()).toBeUndefined();
  });
});

describe('what a job cannot have', () => {
  it('H-16 fails when the source is in S3 and the network is closed', async () => {
    const outcome = await run({
      ...script('pass'),
      hyperparameters: { sagemaker_submit_directory: `s3://${BUCKET}/job-1/code/sourcedir.tar.gz` },
    });
    expect(outcome.failureReason).toMatch(/ConnectTimeoutError.*staging\.s3\.us-east-1\.amazonaws\.com/);
  });

  it('takes a source in S3 when the network is open', async () => {
    const outcome = await run({
      ...script('pass'),
      hyperparameters: {
        sagemaker_submit_directory: `"s3://${BUCKET}/job-1/code/sourcedir.tar.gz"`,
        sagemaker_program: '"train.py"',
      },
      change: { EnableNetworkIsolation: false },
    });
    expect(outcome.status).toBe('Completed');
  });

  it('H-02 fails with the reason when the source archive is hostile', async () => {
    const request = trainingRequest(fixture, script('pass'));
    fixture.put('job-1/code/sourcedir.tar.gz', rawArchive({ name: '../../train.py', body: 'x' }));
    const outcome = await processEngine.startTrainingJob(request, fixture.host, ignore).outcome;
    expect(outcome.failureReason).toContain('the source archive was refused: name that leaves the target');
  });

  it.each([
    [
      'a missing channel',
      { channels: { train: 's3://staging/nowhere/' } },
      /no S3 objects found under S3 URL "s3:\/\/staging\/nowhere\/"/,
    ],
    ['algorithm mode', { change: { HyperParameters: {} } }, /algorithm mode/],
    [
      'another image',
      { change: { AlgorithmSpecification: { TrainingImage: 'x/pytorch:2', TrainingInputMode: 'File' } } },
      /does not run the image x\/pytorch:2/,
    ],
    [
      'two instances',
      { change: { ResourceConfig: { InstanceCount: 2, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } } },
      /2 instances/,
    ],
    [
      'an entry point that leaves',
      { hyperparameters: { sagemaker_program: '../train.py' } },
      /entry point '..\/train.py'/,
    ],
    [
      'an entry point that is an option',
      { hyperparameters: { sagemaker_program: '-c' } },
      /entry point '-c'/,
    ],
    [
      'a script that is not there',
      { hyperparameters: { sagemaker_program: 'gone.py' } },
      /No module named gone/,
    ],
    [
      'requirements without wheels',
      { files: { 'train.py': 'pass', 'requirements.txt': 'left-pad==9\n' } },
      /InstallRequirementsError/,
    ],
  ] as const)('fails clearly: %s', async (_title, options, reason) => {
    const outcome = await run({ ...script('pass'), ...(options as TrainingOptions) });
    expect(outcome.status).toBe('Failed');
    expect(outcome.failureReason).toMatch(reason);
  });

  it('installs wheels of the source for this job alone', async () => {
    const wheel = wheelOf('gyre_sample', 'VALUE = 42\n');
    const outcome = await run({
      files: {
        'train.py': 'import gyre_sample\nprint("value", gyre_sample.VALUE)',
        'requirements.txt': '--no-index\n--find-links wheels\ngyre-sample==1.0\n',
        'wheels/gyre_sample-1.0-py3-none-any.whl': wheel,
      },
    });
    expect(outcome.failureReason).toBeUndefined();
    expect(fixture.lines).toContain('value 42');
    expect((await run(script('import gyre_sample'))).failureReason).toContain('ModuleNotFoundError');
  });
});

describe('what a script can reach', () => {
  it('H-16 has no network but loopback', async () => {
    const { sandbox } = await pythonFacts(PYTHON);
    if (sandbox === 'none') return;
    await run(
      script(`
import socket
listening = socket.create_server(("127.0.0.1", 0))
socket.create_connection(listening.getsockname())
print("loopback works")
try:
    socket.create_connection(("127.0.0.1", ${fixture.s3.port}), timeout=2)
    print("reached the machine")
except OSError as error:
    print("closed")
`),
    );
    expect(fixture.lines).toContain('loopback works');
    expect(fixture.lines).toContain('closed');
  });

  it('L-10 sees no variable, file or process of the developer', async () => {
    const canary = `canary-${process.pid}`;
    process.env['AWS_SECRET_ACCESS_KEY'] = canary;
    const secret = mkdtempSync(join(homedir(), '.gyre-test-'));
    const inTmp = mkdtempSync(join(tmpdir(), 'gyre-secret-'));
    for (const folder of [secret, inTmp]) writeFileSync(join(folder, 'credentials'), canary);
    try {
      await run(
        script(`
import os
def read(path):
    try:
        with open(path, "rb") as file:
            return file.read().decode("latin1")
    except OSError:
        return ""
seen = repr(dict(os.environ)) + read(${JSON.stringify(join(secret, 'credentials'))}) + read(${JSON.stringify(join(inTmp, 'credentials'))})
for pid in filter(str.isdigit, os.listdir("/proc")):
    seen += read("/proc/%s/environ" % pid)
print("seen" if "${canary}" in seen else "clean")
print("home", os.path.expanduser("~").endswith("/home"))
for place in ("/", os.path.dirname(os.__file__), ${JSON.stringify(secret)}):
    try:
        open(os.path.join(place, "gyre-written"), "w").close()
        print("wrote", place)
    except OSError:
        pass
`),
      );
    } finally {
      delete process.env['AWS_SECRET_ACCESS_KEY'];
      for (const folder of [secret, inTmp]) rmSync(folder, { recursive: true });
    }
    const { sandbox } = await pythonFacts(PYTHON);
    expect(fixture.lines).toContain('home True');
    if (sandbox !== 'full') return;
    expect(fixture.lines).toContain('clean');
    expect(fixture.lines.filter((line) => line.startsWith('wrote'))).toEqual([]);
  });

  it('L-10 cannot lead the upload to a file of the developer by a link', async () => {
    const secret = mkdtempSync(join(homedir(), '.gyre-test-'));
    writeFileSync(join(secret, 'credentials'), 'canary');
    try {
      const outcome = await run(
        script(`
import os
model = os.environ["SM_MODEL_DIR"]
os.symlink(${JSON.stringify(join(secret, 'credentials'))}, os.path.join(model, "stolen"))
open(os.path.join(model, "model.ubj"), "w").write("x")
data = os.environ["SM_OUTPUT_DATA_DIR"]
os.rmdir(data)
os.symlink(${JSON.stringify(secret)}, data)
os.symlink(${JSON.stringify(join(secret, 'credentials'))}, os.path.join(os.environ["SM_OUTPUT_DIR"], "failure"))
`),
      );
      expect(outcome.status).toBe('Completed');
      expect(Object.keys(await unpacked(artifact() ?? Buffer.alloc(0)))).toEqual(['model.ubj']);
      expect(artifact('job-1', 'output.tar.gz')).toBeUndefined();
    } finally {
      rmSync(secret, { recursive: true });
    }
  });

  it('shows the literal path /opt/ml where the machine allows', async () => {
    if ((await pythonFacts(PYTHON)).sandbox !== 'full') return;
    await run(script('open("/opt/ml/model/m", "w").write("1")'));
    expect(await unpacked(artifact() ?? Buffer.alloc(0))).toEqual({ m: '1' });
  });

  it('L-09 dies with the engine, however that ends', async () => {
    const code = `
import { processEngine } from '#local/sagemaker/engine/process-engine';
import { engineFixture, trainingRequest } from './test/local/sagemaker/engine/engine-fixture.ts';
const fixture = await engineFixture();
const files = { 'train.py': 'import os, subprocess, sys, time\\nsubprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", os.getcwd()], start_new_session=True)\\nprint("waiting")\\ntime.sleep(600)' };
const job = processEngine.startTrainingJob(trainingRequest(fixture, { files }), fixture.host, () => undefined);
const poll = setInterval(() => { if (fixture.lines.includes('waiting')) { console.log(job.pid, fixture.host.baseDirectory); clearInterval(poll); } }, 10);
`;
    const engine = spawn(process.execPath, ['--input-type=module', '-e', code], {
      cwd: join(import.meta.dirname, '../../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = await new Promise<string>((resolve) =>
      engine.stdout.once('data', (text: Buffer) => resolve(text.toString())),
    );
    const [pid = 0, directory = ''] = said.trim().split(' ');
    expect(isAlive(Number(pid))).toBe(true);
    engine.kill('SIGKILL');
    const deadline = Date.now() + 5000;
    while (processesBelow(directory) > 0 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 25));
    expect(processesBelow(directory)).toBe(0);
    rmSync(directory, { recursive: true, force: true });
  });
});

describe('the job entry script', () => {
  const files = (train: string) => ({
    'train.py': train,
    'gyre_entry.py': containerFile('gyre_entry.py'),
    'inference.py': containerFile('inference_xgboost.py'),
  });
  const entry = { sagemaker_program: 'gyre_entry.py' };
  const change = { Environment: { GYRE_ENTRY_POINT: 'train.py', GYRE_FEATURE_ORDER_SHA256: 'f'.repeat(64) } };

  it('completes the model with code and manifest', async () => {
    const train = `import os, sys, helper
assert __name__ == "__main__" and sys.argv[1:] == ["--eta", "0.1"], sys.argv
open(os.path.join(os.environ["SM_MODEL_DIR"], "model.ubj"), "w").write(helper.TEXT)`;
    const outcome = await run({
      files: { ...files(train), 'helper.py': 'TEXT = "model"', 'wheels/unused.whl': 'x' },
      hyperparameters: { ...entry, eta: '0.1' },
      change: { ...change },
    });
    expect(outcome.failureReason).toBeUndefined();
    const model = await unpacked(artifact() ?? Buffer.alloc(0));
    expect(Object.keys(model).sort()).toEqual([
      'code/gyre_entry.py',
      'code/helper.py',
      'code/inference.py',
      'code/train.py',
      'gyre-manifest.json',
      'model.ubj',
    ]);
    expect(JSON.parse(model['gyre-manifest.json'] ?? '')).toMatchObject({
      entryPoint: 'train.py',
      featureOrderSha256: 'f'.repeat(64),
      libraries: { 'xgboost-cpu': '3.0.5' },
    });
  });

  it.each([
    ['wrote nothing', 'pass'],
    [
      'wrote under another name',
      'import os\nopen(os.environ["SM_MODEL_DIR"] + "/model.pkl", "w").write("x")',
    ],
    ['left early, with success', 'raise SystemExit(0)'],
  ])('fails when the script %s', async (_title, train) => {
    const outcome = await run({ files: files(train), hyperparameters: entry, change });
    expect(outcome.failureReason).toMatch(
      /^AlgorithmError: train.py wrote no model: .*one of model.ubj, model.json, xgboost-model/,
    );
  });

  it('passes exceptions and exit codes of the script through', async () => {
    expect(
      (await run({ files: files('raise KeyError("x")'), hyperparameters: entry, change })).failureReason,
    ).toContain("KeyError: 'x'");
    expect(
      (await run({ files: files('raise SystemExit(7)'), hyperparameters: entry, change })).failureReason,
    ).toMatch(/exit code: 7$/);
  });
});

/** Processes whose command line names the folder. */
function processesBelow(directory: string): number {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commandLine(name).includes(directory))
    .length;
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
