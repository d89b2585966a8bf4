import type { PublishEvent } from '../../publish/publish-event';
import { amount } from '../../../model/amount';
import type { Output } from '../output/output';
import { KIND_WORDS } from './publishing-report';

const READ_BACK = {
  arrived: 'had arrived',
  missing: 'had not arrived and is sent again',
  partly: 'had arrived in part; the rest is sent again',
  unknownYet: 'may still arrive; a later run asks again',
} as const;

/** Shows a run to whoever watches; what matters afterwards is told as well. */
export function publishingProgress(output: Output): (event: PublishEvent) => void {
  const claimed = { datums: 0, hoursLeft: 0 };
  let sent = 0;
  return (event) => {
    switch (event.kind) {
      case 'claimed':
        claimed.datums += event.datums;
        claimed.hoursLeft = event.hoursLeft;
        break;
      case 'sent':
        sent += event.datums;
        break;
      case 'retry':
        output.progress(`CloudWatch asks to wait: ${event.reason}`);
        return;
      case 'lost':
        output.err(`${KIND_WORDS[event.of]}: ${amount(event.hours, 'hour')} lost to CloudWatch.`);
        return;
      case 'readBack':
        output.err(`A request of an earlier run ${READ_BACK[event.outcome]}.`);
        return;
      case 'uncertain':
        output.err(`CloudWatch did not answer: ${event.reason}`);
        return;
    }
    const more = claimed.hoursLeft > 0 ? ` · ${amount(claimed.hoursLeft, 'hour')} after that` : '';
    output.progress(`${sent.toLocaleString('en')} of ${amount(claimed.datums, 'data point')}${more}`);
  };
}
