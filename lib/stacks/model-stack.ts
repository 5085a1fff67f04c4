import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ProjectModel } from '#lib/config/load-project';
import { ModelAlarms } from '#lib/constructs/model-alarms';
import { ModelRevision } from '#lib/constructs/model-revision';
import { ModelRole } from '#lib/constructs/model-role';
import type { Names } from '#lib/names';

export interface ModelStackProps extends StackProps {
  readonly names: Names;
  readonly model: ProjectModel;
}

/** What one model owns: its revision, the role of its jobs and its alarms. Everything that runs is shared. */
export class ModelStack extends Stack {
  constructor(scope: Construct, id: string, { names, model, ...props }: ModelStackProps) {
    super(scope, id, props);
    const { role } = new ModelRole(this, 'JobRole', { names, model: model.config });
    new ModelRevision(this, 'Revision', { names, model, role });
    new ModelAlarms(this, 'Alarms', { names, model: model.config });
  }
}
