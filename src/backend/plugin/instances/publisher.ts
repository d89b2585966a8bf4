import type { Pool } from 'pg';

import type { PublishingSettings } from '../../../model/cloudwatch-settings';
import { asFailure } from '../../../model/failure';
import type { Failure } from '../../../model/failure';
import type { PublishDestination } from '../../../model/publishing';
import type { ConnectionSettings } from '../../../model/settings';
import { isDatabaseError } from '../../aurora/advice';
import type { DatabaseAddress } from '../../aurora/advice';
import { PUBLISHING, explainWriteError } from '../../aurora/write-errors';
import { openWriterPool } from '../../aurora/writer-pool';
import { describeError } from '../../log/plugin-log';
import type { Logger } from '../../log/plugin-log';
import { withoutRepeats } from '../../log/troubles';
import type { Troubles } from '../../log/troubles';
import { logPublishing } from '../../publish/log-event';
import type { PublishLog } from '../../publish/log-event';
import { publishDue } from '../../publish/publish-due';
import { Periodic } from './periodic';
import type { SchemaGuard } from './schema-guard';

/** Panels come first when a data source is opened; whoever saves settings still sees within seconds how it goes. */
const FIRST_AFTER_MS = 2_000;
/** An hour is due ten minutes after its end, and published ten later at the latest. */
const PAUSE_MS = 10 * 60_000;
/** One keeps others from publishing meanwhile, one writes, one is spare. */
const MAX_CONNECTIONS = 3;

export interface PublisherParts {
  readonly settings: ConnectionSettings;
  readonly publishing: Extract<PublishingSettings, { enabled: true }>;
  readonly schema: SchemaGuard;
  /** A connection is closed after this long; 0: never. */
  readonly maxLifetimeSeconds: number;
  readonly onIdleError: (error: Error) => void;
  readonly logger: Logger;
  /** Takes what may come again and again. */
  readonly troubles: Troubles;
  /** Whose it is, as `dataSourceKey` tells. */
  readonly dataSource: string;
}

/**
 * Publishes to CloudWatch for one data source, in the background and over connections of its own, so
 * that no query waits for it. What goes wrong is logged and tried again with the next run.
 */
export class Publisher {
  readonly #destination: PublishDestination;
  readonly #address: DatabaseAddress;
  readonly #schema: SchemaGuard;
  readonly #pool: Pool;
  readonly #logger: Logger;
  readonly #log: PublishLog;
  readonly #troubles: Troubles;
  readonly #key: string;
  readonly #runs: Periodic;
  #closing: Promise<void> | null = null;

  constructor({
    settings,
    publishing,
    schema,
    maxLifetimeSeconds,
    onIdleError,
    logger,
    troubles,
    dataSource,
  }: PublisherParts) {
    const { port, database, user, auth, statementTimeoutSeconds } = settings;
    const { writerHost: host, destination } = publishing;
    this.#destination = destination;
    this.#address = { host, port, database, user, authMethod: auth.method, statementTimeoutSeconds };
    this.#schema = schema;
    const limits = { maxConnections: MAX_CONNECTIONS, maxLifetimeSeconds };
    this.#pool = openWriterPool(settings, host, limits, 'write', onIdleError);
    this.#logger = logger;
    this.#log = withoutRepeats(logger, troubles);
    this.#troubles = troubles;
    this.#key = JSON.stringify([dataSource, 'publishing']);
    this.#runs = new Periodic({
      firstAfterMs: FIRST_AFTER_MS,
      pauseMs: PAUSE_MS,
      run: (signal) => this.#run(signal),
      onError: (error) => this.#logFailure(this.#explain(error)),
    });
  }

  /** Stops between two requests, then closes its connections; the next publisher goes on there. */
  close(): Promise<void> {
    this.#closing ??= this.#runs.stop().then(() => this.#pool.end());
    return this.#closing;
  }

  async #run(signal: AbortSignal): Promise<void> {
    await this.#schema.ensureReadable(signal);
    const report = await publishDue({
      pool: this.#pool,
      destination: this.#destination,
      signal,
      onEvent: (event) => logPublishing(event, this.#log),
    });
    this.#troubles.over(this.#key);
    if (report !== null && report.requests > 0) {
      const { hours, requests, datums } = report;
      this.#logger.info('Published to CloudWatch', { hours, requests, datums });
    }
  }

  #explain(error: unknown): Failure {
    return isDatabaseError(error) ? explainWriteError(error, this.#address, PUBLISHING) : asFailure(error);
  }

  #logFailure(failure: Failure): void {
    this.#troubles.happened({
      key: this.#key,
      level: 'error',
      message: `Publishing to CloudWatch failed: ${failure.text}`,
      fields: {
        status: failure.status,
        ...(failure.cause !== undefined && { cause: describeError(failure.cause) }),
      },
      quietMs: 2 * PAUSE_MS,
    });
  }
}
