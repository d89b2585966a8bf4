import type { SloDefinition } from '../../../model/slo';
import { visible } from '../files/bad-file';
import type { Applied } from './apply-file';

/** What was applied, a line each, and the counts. */
export function changesReport({ notes, created, updated, unchanged, monitored }: Applied, dryRun: boolean): string[] {
  const would = dryRun ? 'would be ' : '';
  return [
    ...notes,
    ...created.map(
      (slo) => `${nameOf(slo)} ${would}created: ${slo.targetPercent} % over ${days(slo.windowDays)}${off(slo)}`
    ),
    ...updated.map(({ before, after }) => `${nameOf(after)} ${would}updated: ${differences(before, after).join(', ')}`),
    ...monitored.map((service) => `since when ${service} is monitored ${would}updated`),
    `slos: ${created.length} ${would}created, ${updated.length} ${would}updated, ${unchanged} unchanged.`,
  ].map(visible);
}

const nameOf = ({ service, name }: SloDefinition): string => `"${name}" of ${service}`;
const days = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`;
const off = ({ enabled }: SloDefinition): string => (enabled ? '' : ', disabled');

function differences(before: SloDefinition, after: SloDefinition): string[] {
  return [
    ...(before.targetPercent === after.targetPercent
      ? []
      : [`target ${before.targetPercent} % → ${after.targetPercent} %`]),
    ...(before.windowDays === after.windowDays
      ? []
      : [`window ${days(before.windowDays)} → ${days(after.windowDays)}`]),
    ...(before.enabled === after.enabled ? [] : [after.enabled ? 'enabled' : 'disabled']),
    ...(before.runbookUrl === after.runbookUrl
      ? []
      : [`runbook ${before.runbookUrl ?? 'none'} → ${after.runbookUrl ?? 'none'}`]),
  ];
}
