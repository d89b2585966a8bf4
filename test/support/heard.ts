import type { ClientBase } from 'pg';

import type { Frame } from '../../src/backend/frames/frame';
import { completeFrame } from '../../src/backend/frames/complete-frame';
import type { Reader } from '../../src/backend/aurora/reader';
import { KeptFreshness } from '../../src/backend/metrics/freshness/kept-freshness';
import { answerQuery } from '../../src/backend/plugin/answer-query';
import type { UsualGaps } from '../../src/model/record-sources';
import { parseQuery } from '../../src/model/query';
import type { SreQueryInput } from '../../src/model/query';
import { readerOn } from './reader';

/** Nobody has set a gap. */
export const MEASURED_GAPS: UsualGaps = { changes: null, incidents: null, sync: null, downtime: null };

export interface Asked {
  readonly fromMs: number;
  readonly toMs: number;
  readonly fromAlert?: boolean;
  readonly usualGaps?: UsualGaps;
  /** Why nobody can say how fresh the data is; default: it can be said. */
  readonly unheard?: Error;
  /** Told of a failure that no caller is told of. */
  readonly onFailure?: (error: unknown) => void;
}

/** The first frame that the plugin answers with, complete but not encoded, on one open client. */
export async function frameFor(client: ClientBase, query: SreQueryInput, asked: Asked): Promise<Frame> {
  const { fromMs, toMs, fromAlert = false } = asked;
  const parsed = parseQuery(query, fromAlert);
  if (!parsed.ok) {
    throw new Error(parsed.message);
  }
  const reader = inTurn(client);
  const source = { reader, rowLimit: 1000, usesCells: false, freshness: keptFreshness(reader, asked) };
  const context = { range: { fromMs, toMs }, intervalMs: 86_400_000, nowMs: Date.now(), fromAlert };
  const [frame] = await answerQuery(source, parsed.query, context, new AbortController().signal);
  if (frame === undefined) {
    throw new Error('There is no frame.');
  }
  return completeFrame(frame);
}

function keptFreshness(
  reader: Reader,
  { usualGaps = MEASURED_GAPS, unheard, onFailure = rethrow }: Asked
): KeptFreshness {
  const asked = unheard === undefined ? reader : { run: () => Promise.reject(unheard) };
  return new KeptFreshness(asked, { usualGaps, isLimited: false, onFailure });
}

function rethrow(error: unknown): never {
  throw error;
}

/** A client runs one statement at a time; the plugin has a pool. */
function inTurn(client: ClientBase) {
  const reader = readerOn(client);
  let turn: Promise<unknown> = Promise.resolve();
  return {
    run: <Row extends object>(...[statement, signal]: Parameters<typeof reader.run>) => {
      const answer = turn.then(() => reader.run<Row>(statement, signal));
      turn = answer.catch(() => undefined);
      return answer;
    },
  };
}

/** What a column shows: its values, and the words where it has none. */
export function shownIn(frame: Frame, name: string): { values: readonly unknown[]; words: string | undefined } {
  const column = frame.columns.find((candidate) => candidate.name === name);
  if (column === undefined) {
    throw new Error(`There is no column "${name}" among ${frame.columns.map((one) => one.name).join(', ')}.`);
  }
  return { values: 'valuesMs' in column ? column.valuesMs : column.values, words: column.config?.noValue };
}
