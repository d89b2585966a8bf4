import { stringify } from 'yaml';

import { mappingSchema } from '../../sync/mapping/definition';
import type { MappingDefinition } from '../../sync/mapping/definition';

/** Mappings as a file that `apply` takes; what is as by default is left out. */
export function printMappings(mappings: readonly MappingDefinition[]): string {
  const repositories = mappings.map((mapping) => {
    const { repository, service } = mapping;
    const defaults: Readonly<Record<string, unknown>> = mappingSchema.parse({ repository, service });
    const own = Object.entries(mapping).filter(
      ([field, value]) => isKey(field) || JSON.stringify(value) !== JSON.stringify(defaults[field])
    );
    return Object.fromEntries(own);
  });
  // Names such as `yes` are quoted, which older readers would take for true.
  return stringify({ repositories }, { compat: 'yaml-1.1', lineWidth: 0 });
}

function isKey(field: string): boolean {
  return field === 'repository' || field === 'service';
}
