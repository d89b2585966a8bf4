import type { APIRequestContext } from '@playwright/test';

import type { StateCase } from './cases';
import type { Jobs } from './jobs';
import { createRule } from './rule';

/** On a busy machine an evaluation may be late or left out; what was seen then says nothing. */
const ATTEMPTS = 4;

/**
 * Plays a case to a rule of its own.
 *
 * @returns the states after each step
 * @throws Error where Grafana never evaluated the rule at every interval
 */
export async function play(
  request: APIRequestContext,
  stateCase: StateCase,
  jobs: Jobs,
  intervalSeconds: number
): Promise<readonly Readonly<Record<string, string>>[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const observed = await playOnce(request, stateCase, jobs, intervalSeconds);
    if (observed !== null) {
      return observed;
    }
  }
  throw new Error(`${stateCase.name}: Grafana left out evaluations in each of ${ATTEMPTS} attempts.`);
}

/** Null where an evaluation did not see the step it should. */
async function playOnce(request: APIRequestContext, stateCase: StateCase, jobs: Jobs, intervalSeconds: number) {
  const [first, ...later] = stateCase.steps;
  await jobs.answer(first?.answer ?? {});
  const rule = await createRule(request, stateCase, jobs, intervalSeconds);
  try {
    let evaluation = await rule.evaluated(0);
    const observed = [evaluation.states];
    for (const { answer } of later) {
      const dueMs = evaluation.atMs + intervalSeconds * 1000;
      await jobs.answer(answer);
      const isInTime = Date.now() < dueMs;
      evaluation = await rule.evaluated(evaluation.atMs);
      if (!isInTime || evaluation.atMs !== dueMs) {
        return null;
      }
      observed.push(evaluation.states);
    }
    return observed;
  } finally {
    await rule.remove();
  }
}
