import { InvalidProjectError, SourceBundleError } from '#core/config/errors';
import { loadProject, type Project, type ProjectModel } from './load-project.ts';
import { packSource } from './pack-source.ts';

/**
 * A project as `loadProject` reads it, with the models' folders tried as well: whoever asks before a synthesis hears
 * all that a person can mend in files, in one answer.
 * @throws ProjectNotFoundError, UnknownEnvironmentError
 * @throws InvalidProjectError with every problem found
 */
export async function loadCheckedProject(root: string, environmentName: string): Promise<Project> {
  const project = await loadProject(root, environmentName);
  const problems = project.models.flatMap(bundleProblems);
  if (problems.length > 0) throw new InvalidProjectError(problems);
  return project;
}

function bundleProblems({ config, directory }: ProjectModel): readonly SourceBundleError[] {
  try {
    packSource({ directory, entryPoint: config.training.entryPoint });
    return [];
  } catch (error) {
    if (error instanceof SourceBundleError) return [error];
    throw error;
  }
}
