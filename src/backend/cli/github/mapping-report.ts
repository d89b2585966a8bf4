import type { MappingChanges } from '../../sync/mapping/apply-mappings';
import { EDITABLE } from '../../sync/mapping/definition';
import type { MappingDefinition } from '../../sync/mapping/definition';
import { visible } from '../files/bad-file';
import { recordCountsText } from './record-counts';

/** What was applied, a line each, and the counts. */
export function mappingReport({ created, updated, unchanged, records }: MappingChanges, dryRun: boolean): string[] {
  const would = dryRun ? 'would be ' : '';
  const followed = recordCountsText(records, would);
  return [
    ...created.map((one) => `${nameOf(one)} ${would}mapped${one.enabled ? '' : ', disabled'}`),
    ...updated.map(({ before, after }) => `${nameOf(after)} ${would}changed: ${differences(before, after).join(', ')}`),
    `mappings: ${created.length} ${would}created, ${updated.length} ${would}updated, ${unchanged} unchanged.`,
    ...(followed === '' ? [] : [`change records of pull requests known before: ${followed}.`]),
  ].map(visible);
}

const nameOf = ({ repository, service }: MappingDefinition): string => `${repository} as ${service}`;

function differences(before: MappingDefinition, after: MappingDefinition): string[] {
  return EDITABLE.flatMap((field) => {
    const [old, now] = [before[field], after[field]].map(inWords);
    return old === now ? [] : `${field} ${old} → ${now}`;
  });
}

function inWords(value: string | number | boolean | readonly string[]): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}
