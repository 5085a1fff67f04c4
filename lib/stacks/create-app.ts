import { App } from 'aws-cdk-lib';

/**
 * The CDK app of a project: without version reports and without the call sites of constructs, so that equal
 * configuration gives equal bytes on any machine.
 * @param outputDirectory  default: where the CDK CLI asks for it
 */
export function createApp(outputDirectory?: string): App {
  return new App({
    analyticsReporting: false,
    stackTraces: false,
    context: { 'aws:cdk:disable-creation-stack-traces': true },
    ...(outputDirectory === undefined ? {} : { outdir: outputDirectory }),
  });
}
