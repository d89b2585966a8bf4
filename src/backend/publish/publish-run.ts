import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Pool } from 'pg';

import { Failure } from '../../model/failure';
import { inPoolTransaction } from '../aurora/transaction';
import { hourOf } from '../metrics/hourly/due-hours';
import { claimDue } from './claim';
import { explainTrouble } from './cloudwatch/advice';
import { putBatch } from './cloudwatch/put';
import { destinationKey } from './destination';
import type { PublishDestination } from './destination';
import { kindsOf } from './due';
import type { DueHours } from './due';
import {
  beginSending,
  markSent,
  nextWaiting,
  noteUncertain,
  restrict,
  uncertainBatches,
  waitAgain,
} from './ledger/batches';
import type { Batch } from './ledger/batches';
import type { KindHour } from './ledger/hours';
import { loseUnclaimed } from './ledger/lost';
import { servicesInUse } from './ledger/services';
import { WITHOUT_JIT, forgetBefore, keepDrift } from './ledger/values';
import type { PublishEvent } from './publish-event';
import { readBack } from './read-back';

/** What came of a run. */
export interface PublishReport {
  /** Hours that were published in this run, of all kinds. */
  readonly hours: number;
  /** Requests that put data points. */
  readonly requests: number;
  readonly datums: number;
  /** Requests of which nobody knows yet whether they arrived. */
  readonly uncertain: number;
  /** Hours that this run had to give up. */
  readonly lostHours: number;
  /** Numbers that were corrected after they were published, in the last two weeks. */
  readonly drift: number;
  /** True where the run was stopped before its end. */
  readonly isStopped: boolean;
}

export interface PublishRunContext {
  readonly pool: Pool;
  readonly destination: PublishDestination;
  readonly client: CloudWatchClient;
  readonly due: DueHours;
  readonly signal: AbortSignal;
  readonly onEvent: (event: PublishEvent) => void;
}

/**
 * About as many data points are claimed at a time: few enough to hold, and enough that the last
 * request of each claim, which is seldom full, does not matter.
 */
const DATUMS_A_CLAIM = 20_000;

/** One run, whose process leads. */
export class PublishRun {
  readonly #context: PublishRunContext;
  readonly #key: string;
  #hours = 0;
  #requests = 0;
  #datums = 0;
  #uncertain = 0;
  #lostHours = 0;
  /** Requests that CloudWatch does not take for what they hold; they keep no other waiting. */
  readonly #invalid: string[] = [];
  #complaint: Failure | null = null;

  constructor(context: PublishRunContext) {
    this.#context = context;
    this.#key = destinationKey(context.destination);
  }

  /** @throws Failure that says what happened and what to do; what PostgreSQL says */
  async toTheEnd(): Promise<PublishReport> {
    await this.#giveUpOld();
    const unanswered = await this.#askForUncertain();
    await this.#sendWaiting();
    await this.#claimAndSend();
    const drift = await this.#compare();
    const trouble = this.#complaint ?? unanswered;
    if (trouble !== null) {
      throw trouble;
    }
    return {
      hours: this.#hours,
      requests: this.#requests,
      datums: this.#datums,
      uncertain: this.#uncertain,
      lostHours: this.#lostHours,
      drift,
      isStopped: this.#context.signal.aborted,
    };
  }

  async #giveUpOld(): Promise<void> {
    const { pool, destination, due, onEvent } = this.#context;
    const lost = await loseUnclaimed(pool, this.#key, kindsOf(destination), due.oldestMs);
    for (const { kind: of, hours, firstMs, lastMs } of lost) {
      this.#lostHours += hours;
      onEvent({ kind: 'lost', of, hours, firstMs, lastMs });
    }
  }

  /**
   * Looks for requests of earlier runs at CloudWatch.
   *
   * @returns why it cannot be asked; what is new is sent nonetheless
   */
  async #askForUncertain(): Promise<Failure | null> {
    const { pool, destination, client, due, signal, onEvent } = this.#context;
    const { nowMs, oldestMs } = due;
    for (const batch of await uncertainBatches(pool, this.#key)) {
      if (signal.aborted) {
        return null;
      }
      try {
        const request = { pool, client, destination, batch, nowMs, oldestMs, signal };
        const { outcome, datums, hours, lost } = await readBack(request);
        onEvent({ kind: 'readBack', outcome, datums });
        this.#hours += hours;
        this.#uncertain += outcome === 'unknownYet' ? 1 : 0;
        this.#tellLost(lost);
      } catch (error) {
        if (error instanceof Failure) {
          return signal.aborted ? null : error;
        }
        throw error;
      }
    }
    return null;
  }

  async #claimAndSend(): Promise<void> {
    const { pool, destination, due, signal, onEvent } = this.#context;
    const atOnce = Math.max(1, Math.floor(DATUMS_A_CLAIM / ((await servicesInUse(pool)) + 1)));
    for (let start = 0; start < due.hours.length && !signal.aborted; start += atOnce) {
      const { empty, ...claimed } = await claimDue(pool, destination, due.hours.slice(start, start + atOnce));
      onEvent({ kind: 'claimed', ...claimed, hoursLeft: Math.max(0, due.hours.length - start - atOnce) });
      this.#hours += empty;
      await this.#sendWaiting();
    }
  }

  async #sendWaiting(): Promise<void> {
    const { pool, due, signal } = this.#context;
    while (!signal.aborted) {
      const batch = await nextWaiting(pool, this.#key, this.#invalid);
      if (batch === null) {
        return;
      }
      if (batch.datums.every(({ hourMs }) => hourMs >= due.oldestMs)) {
        await this.#send(batch);
      } else {
        const { id, datums } = batch;
        const { lost } = await restrict(pool, { destination: this.#key, id, datums, oldestMs: due.oldestMs });
        this.#tellLost(lost);
      }
    }
  }

  async #send(batch: Batch): Promise<void> {
    const { pool, client, destination, signal, onEvent } = this.#context;
    if (!(await beginSending(pool, batch.id))) {
      return;
    }
    const trouble = await putBatch({ client, batch, signal, onEvent });
    if (trouble === null) {
      this.#hours += await markSent(pool, batch.id);
      this.#requests += 1;
      this.#datums += batch.datums.length;
      onEvent({ kind: 'sent', datums: batch.datums.length });
      return;
    }
    if (trouble.kind === 'unknown') {
      await noteUncertain(pool, batch.id, trouble.reason);
      onEvent({ kind: 'uncertain', reason: trouble.reason, datums: batch.datums.length });
    } else {
      await waitAgain(pool, batch.id, trouble.reason);
    }
    const failure = explainTrouble(trouble, { operation: 'PutMetricData', namespace: batch.namespace }, destination);
    if (trouble.kind === 'invalid') {
      this.#invalid.push(batch.id);
      this.#complaint ??= failure;
    } else if (!signal.aborted || trouble.kind !== 'later') {
      throw failure;
    }
  }

  /** What was published against what the records say now. */
  async #compare(): Promise<number> {
    const { pool, due, signal } = this.#context;
    if (signal.aborted) {
      return 0;
    }
    const range = { fromMs: due.oldestMs, toMs: hourOf(due.nowMs) };
    return await inPoolTransaction(pool, async (client) => {
      await client.query(WITHOUT_JIT);
      await forgetBefore(client, this.#key, due.oldestMs);
      return await keepDrift(client, this.#key, range);
    });
  }

  #tellLost(lost: readonly KindHour[]): void {
    this.#lostHours += lost.length;
    for (const of of new Set(lost.map(({ kind }) => kind))) {
      const hours = lost.filter(({ kind }) => kind === of).map(({ hourMs }) => hourMs);
      const [firstMs, lastMs] = [Math.min(...hours), Math.max(...hours)];
      this.#context.onEvent({ kind: 'lost', of, hours: hours.length, firstMs, lastMs });
    }
  }
}
