import { Failure } from '../../../model/failure';
import type { PublishedKind } from '../../../model/publishing';
import { destinationKey } from '../../publish/destination';
import type { PublishDestination } from '../../publish/destination';
import type { PublishPlan } from '../../publish/plan';
import type { PublishReport } from '../../publish/publish-due';
import { amount } from '../../../model/amount';
import type { Output } from '../output/output';

/** Kinds of hours as people read them. */
export const KIND_WORDS: Readonly<Record<PublishedKind, string>> = {
  dora: 'deployment frequency, lead time, MTTR',
  changeFailureRate: 'change failure rate',
  slo: 'error budgets',
};

/** Tells what a run would send. */
export function printPlan({ kinds, requests }: PublishPlan, destination: PublishDestination, output: Output): void {
  for (const { kind, hours, firstMs, lastMs, datums } of kinds) {
    const range = firstMs === null || lastMs === null ? '' : `, from ${inWords(firstMs)} to ${inWords(lastMs)}`;
    output.out(`${KIND_WORDS[kind]}: ${amount(hours, 'hour')}${range}; ${amount(datums, 'data point')}.`);
  }
  output.out(`About ${amount(requests, 'request')} to ${destinationKey(destination)}. Nothing was sent.`);
}

/**
 * Tells what came of a run.
 *
 * @throws Failure where not all is published, so that a script knows
 */
export function printReport(report: PublishReport, destination: PublishDestination, output: Output): void {
  const { hours, datums, requests, uncertain, lostHours, drift, isStopped } = report;
  const counts = `${amount(hours, 'hour')}, ${amount(datums, 'data point')} in ${amount(requests, 'request')}`;
  output.out(`Published to ${destinationKey(destination)}: ${counts}.`);
  if (drift > 0) {
    output.out(
      `${amount(drift, 'number')} of the last two weeks changed after publishing; CloudWatch keeps what it has.`
    );
  }
  const open = [
    ...(isStopped ? ['It was stopped before its end; the next run goes on there.'] : []),
    ...(uncertain > 0
      ? [`Of ${amount(uncertain, 'request')} nobody knows yet whether CloudWatch took it; a later run asks again.`]
      : []),
    ...(lostHours > 0
      ? [`${amount(lostHours, 'hour')} are lost: CloudWatch takes none that are older than two weeks.`]
      : []),
  ];
  if (open.length > 0) {
    throw new Failure({ status: 502, source: 'downstream', message: open.join(' '), advice: null });
  }
}

/** `2026-01-31 08:00 UTC`. */
function inWords(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
