import { asFailure, badRequest } from '../../model/failure';
import type { Failure } from '../../model/failure';
import { splitReading } from '../../model/line-names';
import { parseQuery } from '../../model/query';
import type { SreQuery } from '../../model/query';
import type { Reader } from '../aurora/reader';
import { completeFrame } from '../frames/complete-frame';
import { encodeFrame } from '../frames/encode-frame';
import type { Frame } from '../frames/frame';
import { withSharedSettings } from '../frames/wide-frame';
import { DAY_MS, MAX_RANGE_DAYS } from '../metrics/time-range';
import { giveWay, pauseAfterLong } from '../turns/slices';
import { DataFrameFormat } from '../protocol/generated/pluginv2/backend';
import type { DataQuery, DataResponse, QueryDataRequest } from '../protocol/generated/pluginv2/backend';
import { withTeamLimitNote } from './access/team-limit-note';
import { answerQuery, subjectOf } from './answer-query';
import type { Instance } from './instances/instance';
import type { QueryContext } from './query-context';
import { momentOf } from './time-grid';

/** What becomes of one query, for whoever counts and logs. */
export interface QueryOutcome {
  readonly refId: string;
  /** What was asked for, as a metric's name or a query kind; `invalid` where that cannot be read. */
  readonly subject: string;
  readonly seconds: number;
  readonly failure: Failure | null;
}

/** Interval of a panel that sent none: an hour, the smallest calendar bucket. */
const DEFAULT_INTERVAL_MS = 3600_000;

/** Most queries of one request. A panel has a handful; thousands would wait for connections in vain. */
export const MAX_QUERIES = 500;

/** An interval beyond the longest range has no meaning. */
const MAX_INTERVAL_MS = BigInt(MAX_RANGE_DAYS * DAY_MS);

/** Everything a query needs beside itself. */
export interface QuerySurroundings {
  /** Opens the data source; throws Failure where its settings are wrong. */
  readonly open: () => Instance;
  readonly nowMs: () => number;
  readonly onOutcome: (outcome: QueryOutcome) => void;
  /** The way to Aurora as the caller may use it; answers are kept for `keepMs` where it is not null. */
  readonly readerOf: (instance: Instance, keepMs: number | null) => Reader;
  /** The failure as the caller may read it. */
  readonly toCaller: (failure: Failure) => Failure;
}

/**
 * Answers every query of a request, each for itself: a failure is that query's answer, with status
 * and source, and never the call's.
 */
export async function queryData(
  request: QueryDataRequest,
  surroundings: QuerySurroundings,
  signal: AbortSignal
): Promise<Record<string, DataResponse>> {
  const { queries } = request;
  if (queries.length > MAX_QUERIES) {
    const refusal = failedResponse(
      badRequest(`A request may hold ${MAX_QUERIES} queries, not ${queries.length}.`, 'Split them up.')
    );
    return Object.fromEntries(queries.map(({ refId }) => [refId, refusal]));
  }
  const fromAlert = request.headers['FromAlert'] === 'true';
  // One now for all, so that panels that end now ask the same and run once.
  const nowMs = surroundings.nowMs();
  const answers = await Promise.all(
    queries.map(
      async (query) => [query.refId, await answer(query, { fromAlert, nowMs }, surroundings, signal)] as const
    )
  );
  return Object.fromEntries(answers);
}

async function answer(
  query: DataQuery,
  requestContext: Pick<QueryContext, 'fromAlert' | 'nowMs'>,
  { open, onOutcome, readerOf, toCaller }: QuerySurroundings,
  signal: AbortSignal
): Promise<DataResponse> {
  const startedAt = performance.now();
  const outcome = (subject: string, failure: Failure | null) =>
    onOutcome({ refId: query.refId, subject, seconds: (performance.now() - startedAt) / 1000, failure });
  let subject = 'invalid';
  try {
    const { query: saved, readsLineNames } = splitReading(savedQuery(query));
    const parsed = parseQuery(saved, requestContext.fromAlert);
    if (!parsed.ok) {
      throw badRequest(parsed.message);
    }
    subject = subjectOf(parsed.query);
    const instance = open();
    await instance.schema.ensureReadable(signal);
    const { context, keepMs } = contextOf(query, parsed.query, requestContext);
    const reader = readerOf(instance, keepMs);
    const frames = await answerQuery(
      { reader, rowLimit: instance.rowLimit, usesCells: instance.usesCells, freshness: instance.freshness },
      parsed.query,
      context,
      signal
    );
    // To make a frame of a thousand columns takes a while, and so does what follows.
    await giveWay();
    const shown = keepMs === null ? frames : frames.map((frame) => withAsOf(frame, context));
    const encoded = await Promise.all(
      shown.map(async (frame) => {
        const noted = completeFrame(withTeamLimitNote(frame, instance.settings.teams));
        await pauseAfterLong();
        return await encodeFrame(readsLineNames ? withSharedSettings(noted) : noted, query.refId);
      })
    );
    signal.throwIfAborted();
    outcome(subject, null);
    return dataResponse(encoded);
  } catch (error) {
    // A cancelled call has no reader; let the transport say so.
    signal.throwIfAborted();
    const failure = asFailure(error);
    outcome(subject, failure);
    return failedResponse(toCaller(failure));
  }
}

/** The saved query as an object, with Grafana's own queryType where the JSON has none. */
function savedQuery({ json, queryType }: DataQuery): unknown {
  const saved = jsonOf(json);
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) {
    return saved;
  }
  const inJson = 'queryType' in saved ? saved.queryType : undefined;
  return { ...saved, queryType: inJson ?? queryType };
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw badRequest('The query is not JSON.');
  }
}

function contextOf(
  { timeRange, intervalMS }: DataQuery,
  { queryType }: Pick<SreQuery, 'queryType'>,
  { fromAlert, nowMs: exactNowMs }: Pick<QueryContext, 'fromAlert' | 'nowMs'>
): { readonly context: QueryContext; readonly keepMs: number | null } {
  if (timeRange === undefined) {
    throw badRequest('The query came without a time range.');
  }
  if (intervalMS > MAX_INTERVAL_MS) {
    throw badRequest(
      `The query's intervalMs of ${intervalMS} is longer than the ${MAX_RANGE_DAYS} days a query may cover.`,
      'Choose a shorter interval.'
    );
  }
  const asked = { fromMs: Number(timeRange.fromEpochMS), toMs: Number(timeRange.toEpochMS) };
  const { range, nowMs, keepMs } = momentOf({ queryType, range: asked, fromAlert }, exactNowMs);
  const intervalMs = intervalMS > 0n ? Number(intervalMS) : DEFAULT_INTERVAL_MS;
  return { context: { fromAlert, nowMs, range, intervalMs }, keepMs };
}

/** Tells the moment up to which a live answer is. */
function withAsOf({ meta, ...frame }: Frame, { range, nowMs }: QueryContext): Frame {
  const asOf = new Date(Math.min(range.toMs, nowMs)).toISOString();
  return { ...frame, meta: { ...meta, custom: { ...meta.custom, asOf } } };
}

const NOTHING = Buffer.alloc(0);

function dataResponse(frames: readonly Uint8Array[]): DataResponse {
  return {
    frames: frames.map((frame) => Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)),
    error: '',
    jsonMeta: NOTHING,
    status: 200,
    errorSource: '',
    format: DataFrameFormat.ARROW,
  };
}

function failedResponse(failure: Failure): DataResponse {
  return { ...dataResponse([]), error: failure.text, status: failure.status, errorSource: failure.source };
}
