import { memoryRegistry } from '#test/fakes/memory-registry';
import { describeRegistry } from './support/registry-suite.ts';

describeRegistry('registry in memory', async () => memoryRegistry(), { writers: 20, rounds: 5 });
