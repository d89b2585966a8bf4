/** @jest-environment node */
import { KeptAnswers } from './kept-answers';
import type { Reader } from './reader';
import type { Statement } from './statement';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const KEEP_MS = 10_000;
const NEVER = new AbortController().signal;
const statement = (value: unknown): Statement => ({ text: 'select $1', values: [value], planning: 'fresh' });

/** Numbers its answers, each with as many rows as the statement's first value says. */
function numbered(takesMs = 0) {
  let asked = 0;
  const reader: Reader = {
    run: async <Row extends object>({ values: [size] }: { readonly values: readonly unknown[] }) => {
      asked += 1;
      const answer = { answer: asked };
      await new Promise((resolve) => setTimeout(resolve, takesMs));
      return Array.from({ length: Number(size) }, () => answer as unknown as Row);
    },
  };
  const answers = new KeptAnswers(reader);
  return { answers, kept: answers.keptFor(KEEP_MS), asked: () => asked };
}

async function ask(kept: Reader, size: number): Promise<unknown> {
  const answer = kept.run(statement(size), NEVER);
  await jest.advanceTimersByTimeAsync(0);
  return (await answer)[0];
}

it('gives an equal statement the same rows until its time is up', async () => {
  const { kept, asked } = numbered();
  expect(await ask(kept, 1)).toEqual({ answer: 1 });
  await jest.advanceTimersByTimeAsync(9_900);
  expect(await ask(kept, 1)).toEqual({ answer: 1 });
  expect(await ask(kept, 2)).toEqual({ answer: 2 });
  await jest.advanceTimersByTimeAsync(200);
  expect(await ask(kept, 1)).toEqual({ answer: 3 });
  expect(asked()).toBe(3);
});

it('counts its time from when it was asked, not from when the answer came', async () => {
  const { kept } = numbered(8_000);
  const first = kept.run(statement(1), NEVER);
  await jest.advanceTimersByTimeAsync(8_000);
  expect(await first).toEqual([{ answer: 1 }]);
  await jest.advanceTimersByTimeAsync(2_100);
  const second = kept.run(statement(1), NEVER);
  await jest.advanceTimersByTimeAsync(8_000);
  expect(await second).toEqual([{ answer: 2 }]);
});

it('gives nobody an answer that is older than wanted, whoever asked for it', async () => {
  const { answers, kept } = numbered();
  const long = answers.keptFor(3 * KEEP_MS);
  expect(await ask(long, 1)).toEqual({ answer: 1 });
  await jest.advanceTimersByTimeAsync(KEEP_MS - 100);
  expect(await ask(kept, 1)).toEqual({ answer: 1 });
  await jest.advanceTimersByTimeAsync(200);
  expect(await ask(long, 1)).toEqual({ answer: 1 });
  expect(await ask(kept, 1)).toEqual({ answer: 2 });
});

it('forgets all, and does not keep what was asked before that', async () => {
  const { answers, kept } = numbered(1_000);
  const early = kept.run(statement(1), NEVER);
  answers.forget();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(await early).toEqual([{ answer: 1 }]);
  const later = kept.run(statement(1), NEVER);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(await later).toEqual([{ answer: 2 }]);
});

it('keeps no failure', async () => {
  let isDown = true;
  const kept = new KeptAnswers({
    run: () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve([])),
  }).keptFor(KEEP_MS);
  await expect(kept.run(statement(1), NEVER)).rejects.toThrow('down');
  isDown = false;
  expect(await kept.run(statement(1), NEVER)).toEqual([]);
});

it('drops the oldest where there are too many rows, and keeps no answer that is too wide by itself', async () => {
  const { kept, asked } = numbered();
  await ask(kept, 40_000);
  await ask(kept, 50_000);
  await ask(kept, 30_000);
  expect(asked()).toBe(3);
  await ask(kept, 50_000);
  expect(asked()).toBe(3);
  await ask(kept, 40_000);
  expect(asked()).toBe(4);
  await ask(kept, 100_001);
  await ask(kept, 100_001);
  expect(asked()).toBe(6);
});

it('throws the reason of a signal that is aborted, whatever is kept', async () => {
  const { kept } = numbered();
  await ask(kept, 1);
  await expect(kept.run(statement(1), AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
});
