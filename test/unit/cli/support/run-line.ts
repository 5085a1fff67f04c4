import { type ProgramOptions, runProgram } from '#cli/program';

/** Runs one command line and keeps what it said on both streams. */
export async function runLine(
  line: readonly string[],
  options: Partial<Omit<ProgramOptions, 'streams'>> & { readonly width?: number } = {},
) {
  const { width, environment = {}, ...rest } = options;
  const said = { out: '', err: '' };
  const exitCode = await runProgram(line, {
    ...rest,
    environment,
    streams: {
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
      width,
    },
  });
  return { exitCode, ...said };
}
