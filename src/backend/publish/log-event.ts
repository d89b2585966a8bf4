import type { PublishEvent } from './publish-event';

type LogFunction = (message: string, fields: Readonly<Record<string, string | number>>) => void;

/** As much of a log as publishing needs; worker and plugin have one each. */
export interface PublishLog {
  readonly error: LogFunction;
  readonly warn: LogFunction;
  readonly info: LogFunction;
}

/** Tells in a log what happens; data that is gone for good is an error. */
export function logPublishing(event: PublishEvent, log: PublishLog): void {
  switch (event.kind) {
    case 'lost':
      log.error('Hours are lost to CloudWatch: it takes none that are older than two weeks', {
        kind: event.of,
        hours: event.hours,
        first: new Date(event.firstMs).toISOString(),
        last: new Date(event.lastMs).toISOString(),
      });
      return;
    case 'readBack':
      log.warn('A request of an earlier run was looked for at CloudWatch', {
        outcome: event.outcome,
        datums: event.datums,
      });
      return;
    case 'retry':
      log.info('Waiting for CloudWatch', { reason: event.reason, milliseconds: Math.round(event.milliseconds) });
      return;
    case 'uncertain':
      log.warn('Nobody knows whether CloudWatch took a request; a later run asks it', {
        reason: event.reason,
        datums: event.datums,
      });
      return;
    case 'claimed':
    case 'sent':
      return;
  }
}
