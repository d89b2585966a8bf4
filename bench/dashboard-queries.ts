import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { SreQueryInput } from '../src/model/query';

interface Panel {
  readonly targets?: readonly SreQueryInput[];
  readonly panels?: readonly Panel[];
}

/** Names of the files of provisioned dashboards. */
export const DASHBOARD_NAMES = [
  'sre-metrics',
  'sre-dora',
  'sre-error-budget',
  'sre-reliability',
  'sre-data-quality',
  'sre-wall',
] as const;

/** The queries of a provisioned dashboard as it sends them where nothing is filtered. */
export function dashboardQueries(name: (typeof DASHBOARD_NAMES)[number]): readonly SreQueryInput[] {
  const file = join(__dirname, `../dashboards/${name}.json`);
  const { panels } = JSON.parse(readFileSync(file, 'utf8')) as { readonly panels: readonly Panel[] };
  return panels.flatMap(queriesOf).map(withoutVariables);
}

function queriesOf(panel: Panel): readonly SreQueryInput[] {
  return [...(panel.targets ?? []), ...(panel.panels ?? []).flatMap(queriesOf)];
}

function withoutVariables(query: SreQueryInput): SreQueryInput {
  return Object.fromEntries(
    Object.entries(query).filter(
      ([name, value]) => !['refId', 'datasource'].includes(name) && !JSON.stringify(value).includes('$')
    )
  ) as unknown as SreQueryInput;
}
