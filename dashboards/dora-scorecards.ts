import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';

import type { DoraMetric } from '../src/model/dora-metrics';
import type { Grouping } from '../src/model/query-fields';
import type { Section } from './dashboard';
import { PRESET } from './dora';
import { DASHBOARD_UIDS } from './ids';
import { valueLink } from './links';
import { table } from './panels/table';
import type { ColumnLook } from './panels/table';
import { columns } from './panels/transformations';
import { scope } from './query';
import { VARIABLES } from './variable-names';

/** The four metrics of every service and team, side by side. */

const SCORED = ['Deployment frequency', 'Lead time', 'MTTR', 'Change failure rate'];
/** Columns that take the colour from cells without a level; they hide themselves. */
const CELL_STYLES = SCORED.map((name) => `${name} style`);
/** What a cell's tooltip says. */
const CELL_EVIDENCE = SCORED.map((name) => `${name} evidence`);

/** A row for each group, a coloured cell for each metric. */
function scorecard(id: number, groupBy: Exclude<Grouping, 'none'>): Builder<Panel> {
  const group = groupBy === 'service' ? 'Service' : 'Team';
  const variable = groupBy === 'service' ? VARIABLES.service : VARIABLES.team;
  const cell = (metric: DoraMetric, title: string): ColumnLook => ({
    cell: 'styled',
    title,
    isWrapped: true,
    links: [
      valueLink(`Records of this ${groupBy}`, DASHBOARD_UIDS.dora, {
        [variable]: { column: group },
        [VARIABLES.metric]: { value: metric },
        [VARIABLES.select]: { value: 'all' },
      }),
    ],
  });
  const looks: Readonly<Record<string, ColumnLook>> = {
    [group]: { isWrapped: true },
    'Deployment frequency': cell('deploymentFrequency', 'Frequency'),
    'Lead time': cell('leadTime', 'Lead time'),
    MTTR: cell('mttr', 'MTTR'),
    'Change failure rate': cell('changeFailureRate', 'Failure rate'),
    ...Object.fromEntries(CELL_EVIDENCE.map((name) => [name, { isHidden: true }])),
  };
  return table(
    {
      id,
      title: `Metrics by ${groupBy}`,
      emptyText: `No ${groupBy} matches`,
      description: `The four DORA metrics of each ${groupBy}: deployment frequency, median lead time, mean MTTR, change failure rate. Green is elite, blue high, orange medium, red low, by the chosen preset; a cell is plain where a level would rest on too little, with ≥ where it is a lower bound, and empty where nothing is measured; what is missing stands in its tooltip.`,
      width: 12,
      height: 13,
      queries: { A: { queryType: 'scorecard', groupBy, preset: PRESET, ...scope() } },
    },
    looks
  ).transformations(columns(...Object.keys(looks), ...CELL_STYLES));
}

export const HEAT: Section = {
  heading: { id: 20, title: 'Every metric by service and team' },
  panels: [scorecard(21, 'service'), scorecard(22, 'team')],
};
