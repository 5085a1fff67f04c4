import { Aws } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';

/**
 * A service that acts on orders of its users, and the resources for which alone it may assume a role: whoever gives it
 * orders elsewhere cannot make it act with ours (the confused deputy).
 *
 * Only for services that document the source they name when they assume a role; a condition on a key that is absent
 * refuses everybody. Lambda documents none for execution roles: who may hand its functions a role is a matter of
 * `iam:PassRole`.
 *
 * @param sourceArn what the service documents: for Step Functions the state machine
 *   (https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html), for Scheduler the schedule
 *   group and never a schedule
 *   (https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html), for
 *   SageMaker all of the account's resources in the region, since inference knows no narrower one
 *   (https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html)
 */
export function trustFor(service: 'states' | 'scheduler' | 'sagemaker', sourceArn: string): ServicePrincipal {
  return new ServicePrincipal(`${service}.amazonaws.com`, {
    conditions: {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      ArnLike: { 'aws:SourceArn': sourceArn },
    },
  });
}
