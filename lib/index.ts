/** What others build on: configuration in TypeScript, a project's stacks, and the stacks by themselves. */
export { defineDataset, defineGyre, defineModel } from './config/define.ts';
export { loadProject, type Project, type ProjectModel } from './config/load-project.ts';
export { Names } from './names.ts';
export { createApp } from './stacks/create-app.ts';
export { createStacks } from './stacks/create-stacks.ts';
export { ModelStack } from './stacks/model-stack.ts';
export { PlatformStack } from './stacks/platform-stack.ts';
export { StorageStack } from './stacks/storage-stack.ts';
