import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { versionOfVariant } from '#core/deployment/endpoint-requests';
import { evidenceDocumentSchema, evidenceOf } from '#core/training/evidence-document';
import { decisionDocument } from '#core/training/decision-document';
import { judgeContest } from '#core/training/gate';
import type { ObjectStore } from '#ports/object-store';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { loadCompiledModel } from '../../common/load-model-revision.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/** Decides the contest from its stored evidence alone. A repeat is harmless: it writes the same bytes again. */
export const judgeCandidate: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore }
> = async ({ model, contestId, evidenceKey }, { environment, adapters }) => {
  const { store } = adapters;
  const bucket = environment.ARTIFACTS_BUCKET;
  const text = await store.readText({ bucket, key: evidenceKey });
  const document = parseContract(evidenceDocumentSchema, JSON.parse(text), evidenceKey);
  const config = await loadCompiledModel(store, bucket, document.contest.configKey);
  const decision = judgeContest(evidenceOf(document), document.contest.candidateId, config.evaluation.gate);
  const decisionKey = `models/${model}/contests/${contestId}/decision.json`;
  await store.write({ bucket, key: decisionKey }, decisionDocument(contestId, decision), 'application/json');
  const winnerVersion =
    decision.outcome === 'restored' && decision.winner !== undefined
      ? versionOfVariant(decision.winner)
      : undefined;
  return {
    outcome: decision.outcome,
    winnerVersion: winnerVersion ?? null,
    winner: decision.winner ?? null,
    decisionKey,
    reasons: [...decision.reasons],
  };
};

export const handler = defineHandler({
  name: 'training/judge-candidate',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ store: s3ObjectStore }),
  step: judgeCandidate,
});
