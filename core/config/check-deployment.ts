import { boundsConflict, type Conflict } from './conflict.ts';
import { hasLocalStorage, INSTANCE_TYPE_PATTERN } from './instance-types.ts';
import type { ModelConfig } from './model-config.ts';

type Target = ModelConfig['deployment']['target'];
type Strategy = ModelConfig['deployment']['strategy'];

/** Canary, linear and shadow need several variants behind one endpoint, which only real-time endpoints have. */
const STRATEGIES: Readonly<Record<Target, readonly Strategy[]>> = {
  realtime: ['all-at-once', 'canary', 'linear', 'guardrail', 'shadow'],
  serverless: ['all-at-once'],
  async: ['all-at-once', 'guardrail'],
  batch: ['all-at-once'],
};

/** What the deployment, training and capture settings ask for that AWS cannot do together. */
export function checkDeployment(model: ModelConfig, profile: 'default' | 'regulated'): readonly Conflict[] {
  return [
    ...release(model),
    ...approval(model),
    ...scaling(model),
    ...instances(model, profile),
    ...capture(model),
  ];
}

function release({ deployment }: ModelConfig): readonly Conflict[] {
  const conflicts: Conflict[] = [];
  const allowed = STRATEGIES[deployment.target];
  if (!allowed.includes(deployment.strategy)) {
    conflicts.push({
      path: ['deployment', 'strategy'],
      message: 'the target cannot be released by this strategy',
      received: `${deployment.strategy} on a ${deployment.target} target`,
      allowed: allowed.join(', '),
      fix: `set strategy: ${allowed[0] ?? 'all-at-once'}, or target: realtime`,
    });
  }
  if (deployment.strategy === 'guardrail' && deployment.instanceCount < 2) {
    conflicts.push({
      path: ['deployment', 'instanceCount'],
      message: 'a guardrail release shifts half of a fleet at most, so one instance cannot be split',
      received: String(deployment.instanceCount),
      allowed: '2 or more',
      fix: 'set instanceCount: 2, or choose strategy: canary',
    });
  }
  if (deployment.bake.pollSeconds > deployment.bake.maximumMinutes * 60) {
    conflicts.push({
      path: ['deployment', 'bake', 'pollSeconds'],
      message: 'the bake would end before its first look',
      received: `${deployment.bake.pollSeconds} s in a bake of ${deployment.bake.maximumMinutes} min`,
      allowed: 'at most the length of the bake',
      fix: 'poll more often, or bake longer',
    });
  }
  return conflicts;
}

function approval({ deployment, risk }: ModelConfig): readonly Conflict[] {
  if (deployment.approval.mode !== 'automatic' || risk === 'low') return [];
  return [
    {
      path: ['deployment', 'approval', 'mode'],
      message: 'a model of this risk is approved by a person',
      received: `automatic with risk ${risk}`,
      allowed: 'manual; automatic only with risk low',
      fix: 'set mode: manual',
    },
  ];
}

function scaling({ deployment }: ModelConfig): readonly Conflict[] {
  const { autoscaling } = deployment;
  if (autoscaling === undefined) return [];
  const path = ['deployment', 'autoscaling'];
  if (deployment.target === 'serverless' || deployment.target === 'batch') {
    return [
      {
        path,
        message: 'the target has no instances to scale',
        received: `autoscaling on a ${deployment.target} target`,
        allowed: 'autoscaling on realtime and async',
        fix: 'remove autoscaling',
      },
    ];
  }
  const bounds = boundsConflict(path, autoscaling.minimumInstances, autoscaling.maximumInstances);
  const isInside =
    deployment.instanceCount >= autoscaling.minimumInstances &&
    deployment.instanceCount <= autoscaling.maximumInstances;
  if (bounds.length > 0 || isInside) return bounds;
  return [
    {
      path: ['deployment', 'instanceCount'],
      message: 'the initial count lies outside the scaling bounds',
      received: String(deployment.instanceCount),
      allowed: `${autoscaling.minimumInstances} to ${autoscaling.maximumInstances}`,
      fix: 'move the count or the bounds',
    },
  ];
}

function instances(model: ModelConfig, profile: 'default' | 'regulated'): readonly Conflict[] {
  const conflicts: Conflict[] = [];
  for (const room of ['training', 'deployment'] as const) {
    const received = model[room].instanceType;
    const path = [room, 'instanceType'];
    if (!INSTANCE_TYPE_PATTERN.test(received)) {
      conflicts.push({
        path,
        message: 'not a SageMaker instance type',
        received,
        allowed: 'ml.<family>.<size>, such as ml.m5.xlarge',
        fix: `write ml.${received.replace(/^ml\.?/, '')} if that is the type you mean`,
      });
    } else if (profile === 'regulated' && hasLocalStorage(received)) {
      conflicts.push({
        path,
        message:
          'SageMaker takes no volume key for instances with local disks, and profile regulated needs one',
        received,
        allowed: 'types with network volumes only, such as ml.m5, ml.c5, ml.r5',
        fix: `choose ${received.replace(/^(ml\.[cmr]\d[a-z]*?)d/, '$1')} or another type without local disks`,
      });
    }
  }
  if (profile === 'regulated' && model.deployment.target === 'serverless') {
    conflicts.push({
      path: ['deployment', 'target'],
      message: 'serverless endpoints cannot be isolated from the network, and profile regulated needs it',
      received: 'serverless',
      allowed: 'realtime, async, batch',
      fix: 'set target: realtime',
    });
  }
  return conflicts;
}

function capture({ deployment, serving }: ModelConfig): readonly Conflict[] {
  const conflicts: Conflict[] = [];
  const path = ['serving', 'capture'];
  if (serving.capture === 'native' && deployment.target !== 'realtime') {
    conflicts.push({
      path,
      message: 'the target has no native data capture',
      received: `native on a ${deployment.target} target`,
      allowed: deployment.target === 'batch' ? 'none' : 'front-door, none',
      fix: deployment.target === 'batch' ? 'set capture: none' : 'set capture: front-door',
    });
  }
  if (serving.capture === 'front-door' && deployment.target === 'batch') {
    conflicts.push({
      path,
      message: 'a batch target has no front door',
      received: 'front-door on a batch target',
      allowed: 'none',
      fix: 'set capture: none',
    });
  }
  if (serving.capture === 'native' && serving.mask.length > 0) {
    conflicts.push({
      path: ['serving', 'mask'],
      message: 'native capture stores requests as they come and cannot mask',
      received: `mask of ${serving.mask.join(', ')} with native capture`,
      allowed: 'masks with front-door capture',
      fix: 'set capture: front-door, or remove the mask',
    });
  }
  return conflicts;
}
