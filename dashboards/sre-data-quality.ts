import { BigValueTextMode, VizOrientation } from '@grafana/grafana-foundation-sdk/common';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';

import { FOUR_METRICS } from '../src/model/dora-metrics';
import type { RecordSelection } from '../src/model/records-query';
import { dashboard } from './dashboard';
import type { Section } from './dashboard';
import { doraQuery } from './dora';
import { DASHBOARD_UIDS, LINKED_PANELS } from './ids';
import { valueLink } from './links';
import { plainText } from './panels/colors';
import { onlyRow, stat } from './panels/stat';
import { EXACT_TIME, LINK, SAYING, TIME, table } from './panels/table';
import type { ColumnLook } from './panels/table';
import { MERGE, columns } from './panels/transformations';
import { scope } from './query';
import { VARIABLES } from './variable-names';
import { checkVariable } from './variables';

/** Whether the numbers can be trusted: how fresh the data is, what is missing in it, and that counts agree. */

const FRESHNESS: Section = {
  panels: [
    stat({
      id: 2,
      title: 'Freshness',
      description: 'Whether every background job has succeeded lately, when this was asked, and the newest records.',
      width: 7,
      height: 8,
      queries: { A: { queryType: 'status', view: 'freshness' } },
    })
      .textMode(BigValueTextMode.ValueAndName)
      .orientation(VizOrientation.Horizontal)
      .colorScheme(plainText())
      .reduceOptions(onlyRow('State', 'As of', 'Newest deployment', 'Newest incident')),
    table(
      {
        id: LINKED_PANELS.jobFreshness.panelId,
        title: 'Background jobs',
        emptyText: 'No background job has run yet',
        description:
          'When each job, as GitHub sync or publishing, last succeeded. It is stale once its silence is a fault.',
        width: 17,
        height: 8,
        queries: { A: { queryType: 'status', view: 'jobs', shape: 'table' } },
      },
      {
        Job: { isWrapped: true },
        State: { widthPx: 80 },
        'Last success': EXACT_TIME,
        Age: { widthPx: 80 },
        'Stale after': { widthPx: 85 },
        'Last failure': EXACT_TIME,
        'Last error': { isWrapped: true },
      }
    ),
  ],
};

const TO_FINDINGS = valueLink('List them', DASHBOARD_UIDS.dataQuality, {
  [VARIABLES.check]: { column: 'Id' },
});

const CHECKS: Section = {
  heading: { id: 10, title: 'Checks' },
  panels: [
    table(
      {
        id: 3,
        title: 'What is missing or odd in the records',
        emptyText: 'No check was made',
        description:
          'How many records of the time range fail each check, of how many, and what to do. A click lists them below.',
        width: 24,
        height: 13,
        queries: { A: { queryType: 'status', view: 'dataQuality', shape: 'table', ...scope() } },
      },
      {
        Check: { links: [TO_FINDINGS], widthPx: 200, isWrapped: true },
        Count: { ...SAYING, links: [TO_FINDINGS] },
        Of: { widthPx: 90 },
        Share: { widthPx: 90 },
        Meaning: { isWrapped: true },
        Id: { isHidden: true },
      }
    ),
    table(
      {
        id: 4,
        title: `\${${VARIABLES.check}:text}`,
        emptyText: 'No record fails this check',
        description: 'The records of the check chosen at the top, newest first. Its link opens the record.',
        width: 24,
        height: 12,
        queries: {
          A: { queryType: 'status', view: 'findings', shape: 'table', check: `$${VARIABLES.check}`, ...scope() },
        },
      },
      {
        Kind: { widthPx: 85 },
        Record: { isWrapped: true },
        Service: { isWrapped: true },
        Team: { isWrapped: true },
        Time: TIME,
        Finding: { isWrapped: true },
        Link: LINK,
      }
    ),
  ],
};

/** From a count of a metric to its records; Grafana finds the metric by its label, too. */
function toRecords(select: RecordSelection): ColumnLook {
  const set = { [VARIABLES.metric]: { column: 'Metric' }, [VARIABLES.select]: { value: select } };
  return { links: [valueLink('Records on DORA detail', DASHBOARD_UIDS.dora, set)] };
}

const COUNTS: Section = {
  heading: { id: 20, title: 'Reconciliation' },
  panels: [
    table(
      {
        id: 5,
        title: 'What each metric counts, and what it leaves out',
        emptyText: 'No metric was asked for',
        description:
          'n of m records are in each metric. Excluded: a negative or missing duration. Open: incidents not yet resolved. A click lists the records on DORA detail.',
        width: 24,
        height: 7,
        queries: Object.fromEntries(
          FOUR_METRICS.map((metric, index) => ['ABCD'.charAt(index), doraQuery(metric, { shape: 'table' })])
        ),
      },
      { n: toRecords('counted'), of: toRecords('all'), Excluded: toRecords('leftOut'), Open: toRecords('leftOut') }
    ).transformations([MERGE, ...columns('Metric', 'Sample', 'n', 'of', 'Excluded', 'Open')]),
  ],
};

const GITHUB: Section = {
  heading: { id: 30, title: 'GitHub sync' },
  panels: [
    table(
      {
        id: 6,
        title: 'Repositories',
        emptyText: 'No repository is synced',
        description:
          'How GitHub sync stands with each repository: its pull requests, the change records made of them, and how many make none and why.',
        width: 24,
        height: 9,
        queries: { A: { queryType: 'status', view: 'githubSync' } },
      },
      {
        Repository: { widthPx: 150, isWrapped: true },
        Services: { isWrapped: true },
        State: { cell: 'word', widthPx: 100 },
        // Its age says as much.
        'Last success': { isHidden: true },
        Age: { widthPx: 80 },
        'Pull requests': { widthPx: 80 },
        Open: { widthPx: 60 },
        Records: { widthPx: 75 },
        Skipped: { widthPx: 75 },
        'Skipped for': { widthPx: 150, isWrapped: true },
        Deployments: { isHidden: true },
        Pushes: { widthPx: 70 },
        Weighed: { widthPx: 90, isWrapped: true },
        Redelivery: { widthPx: 95, isWrapped: true },
        'Last error': { isWrapped: true },
        'Last failure': { isHidden: true },
      }
    ),
    table(
      {
        id: 7,
        title: 'Rate limits',
        emptyText: 'GitHub was not asked yet',
        description: 'How many requests GitHub still answers each account that asks, until the hour ends.',
        width: 24,
        height: 5,
        queries: { A: { queryType: 'status', view: 'githubLimits' } },
      },
      { Resets: EXACT_TIME, 'As of': EXACT_TIME }
    ),
  ],
};

const PUBLISHING: Section = {
  heading: { id: 40, title: 'CloudWatch' },
  panels: [
    table(
      {
        id: 8,
        title: 'Publishing',
        description:
          'The last hour that each destination in CloudWatch has. Backlog: hours that are due and wait. Uncertain: requests without an answer. Lost: hours that CloudWatch takes no more. Drift: values corrected since, listed below.',
        width: 24,
        height: 6,
        queries: { A: { queryType: 'status', view: 'publishing', shape: 'table' } },
        emptyText: 'No hour was published yet',
      },
      {
        Destination: { isWrapped: true },
        Metrics: { isWrapped: true },
        State: { cell: 'word', widthPx: 100 },
        'Last hour': TIME,
        Backlog: { widthPx: 85 },
        Uncertain: { widthPx: 95 },
        Lost: { widthPx: 65 },
        Drift: { widthPx: 65 },
        'Last success': { isHidden: true },
        'Last failure': { isHidden: true },
        'Last error': { isWrapped: true },
      }
    ),
    table(
      {
        id: 9,
        title: 'Published values since corrected',
        description:
          'Hours of the last two weeks whose records were corrected after they were published, newest first. CloudWatch keeps what it was sent, since it would add up a second sending.',
        width: 24,
        height: 7,
        queries: { A: { queryType: 'status', view: 'publishingDrift' } },
        emptyText: 'No published value was corrected since',
      },
      {
        Hour: EXACT_TIME,
        Service: { isWrapped: true },
        Metric: { isWrapped: true },
        Published: { widthPx: 90 },
        Now: { widthPx: 90 },
        Unit: { isWrapped: true },
        'n published': { widthPx: 90 },
        'n now': { widthPx: 75 },
        Noticed: EXACT_TIME,
        Destination: { isWrapped: true, widthPx: 210 },
      }
    ),
  ],
};

export function sreDataQuality(): Builder<Dashboard> {
  return dashboard({
    uid: DASHBOARD_UIDS.dataQuality,
    title: 'Data quality',
    description: 'How fresh the data is, what is missing in it, and whether the counts agree.',
    variables: [checkVariable()],
    annotations: [],
    range: '30d',
    refresh: '1m',
    sections: [FRESHNESS, CHECKS, COUNTS, GITHUB, PUBLISHING],
  });
}
