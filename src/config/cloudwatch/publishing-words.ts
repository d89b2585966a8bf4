import type { PublishingItem } from '../../model/publishing-status';
import { counted, good, trouble, warning } from '../sections/section-status';
import type { SectionStatus } from '../sections/section-status';

/** What is wrong with one kind of a destination, a sentence each; none where all is well. */
export function troublesOf({ backlogHours, uncertainBatches, lostHours, drifted, error }: PublishingItem): string[] {
  return [
    ...(backlogHours > 0 ? [`${counted(backlogHours, 'hour')} to be published.`] : []),
    ...(uncertainBatches > 0
      ? [
          `${counted(uncertainBatches, 'request')} without an answer; CloudWatch is asked before anything is sent again.`,
        ]
      : []),
    ...(lostHours > 0 ? [`${counted(lostHours, 'hour')} lost: CloudWatch takes nothing older than two weeks.`] : []),
    ...(drifted > 0 ? [`${counted(drifted, 'value')} corrected after publishing; CloudWatch keeps the old ones.`] : []),
    ...(error === null ? [] : [error]),
  ];
}

/** How the worst of the destinations stands, beside the section's title; null where nothing was published yet. */
export function publishingStatus(items: readonly PublishingItem[]): SectionStatus | null {
  const states = items.map(({ state }) => state);
  return states.length === 0
    ? null
    : states.includes('failing')
      ? trouble('failing')
      : states.includes('behind')
        ? warning('behind')
        : good('up to date');
}
