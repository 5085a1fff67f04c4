import { type ErrorCode, GyreError } from '#core/errors';

/** The project folder, or a file it must have, is not there. */
export class ProjectNotFoundError extends GyreError {
  override readonly name = 'ProjectNotFoundError';
  override readonly code = 'GYRE-101';
}

/** A configuration file is not well-formed YAML, or gyre.config.ts does not run. */
export class ConfigSyntaxError extends GyreError {
  override readonly name = 'ConfigSyntaxError';
  override readonly code = 'GYRE-102';
}

/** A key is unknown or missing, or its value has the wrong type, unit or range. */
export class ConfigShapeError extends GyreError {
  override readonly name = 'ConfigShapeError';
  override readonly code = 'GYRE-103';
}

/** Two settings, each allowed by itself, cannot both hold. */
export class ConfigConflictError extends GyreError {
  override readonly name = 'ConfigConflictError';
  override readonly code = 'GYRE-104';
}

/** A model's folder cannot become a source bundle that runs without network. */
export class SourceBundleError extends GyreError {
  override readonly name = 'SourceBundleError';
  override readonly code = 'GYRE-105';
}

/** The code of a function, or a definition of a state machine, has not been built or does not fit the stacks. */
export class BuildOutputError extends GyreError {
  override readonly name = 'BuildOutputError';
  override readonly code = 'GYRE-106';
}

/** The environment asked for is not one of gyre.config.ts. */
export class UnknownEnvironmentError extends GyreError {
  override readonly name = 'UnknownEnvironmentError';
  override readonly code = 'GYRE-107';
}

/** Everything that is wrong with a project's configuration, so that one run shows all of it. */
export class InvalidProjectError extends GyreError {
  override readonly name = 'InvalidProjectError';
  override readonly code: ErrorCode = 'GYRE-100';
  override readonly problems: readonly GyreError[];

  constructor(problems: readonly GyreError[]) {
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
    super(`the project's configuration has ${count}`, {
      fix: 'mend what is listed below, file by file, and run the command again',
    });
    this.problems = problems;
  }
}
