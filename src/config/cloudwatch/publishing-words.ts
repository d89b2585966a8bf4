import type { PublishingItem } from '../../model/publishing-status';

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

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
