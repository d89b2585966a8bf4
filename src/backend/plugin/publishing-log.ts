import type { PublishEvent } from '../publish/publish-event';
import type { Logger } from '../transport/log';

/** What happens while publishing, in the plugin's log; what is usual only for those who debug. */
export function logPublishing(event: PublishEvent, logger: Logger): void {
  switch (event.kind) {
    case 'lost': {
      const { of, hours, firstMs, lastMs } = event;
      logger.error('Hours were not published while CloudWatch took them, and are lost', {
        ...{ metrics: of, hours },
        first: new Date(firstMs).toISOString(),
        last: new Date(lastMs).toISOString(),
      });
      return;
    }
    case 'uncertain':
      logger.warn('CloudWatch did not answer; it is asked what arrived before anything is sent again', {
        reason: event.reason,
        datums: event.datums,
      });
      return;
    case 'retry':
      logger.info('CloudWatch refused for now; it is tried again', {
        reason: event.reason,
        milliseconds: event.milliseconds,
      });
      return;
    case 'readBack':
      logger.info('CloudWatch was asked about an earlier request', { outcome: event.outcome, datums: event.datums });
      return;
    case 'claimed':
      logger.debug('Hours are to be published', { hours: event.hours, hoursLeft: event.hoursLeft });
      return;
    case 'sent':
      logger.debug('CloudWatch took a request', { datums: event.datums });
      return;
  }
}
