import { TEXT_COLOURS } from '../../../model/colours';
import { DORA_METRIC_INFO } from '../../../model/dora-metrics';
import type { DoraMetric } from '../../../model/dora-metrics';
import type { RecordsQuery } from '../../../model/records-query';
import { colouredWords } from '../../frames/colours';
import type { Column, FieldConfig, Frame, Notice } from '../../frames/frame';
import type { ChangeItem } from '../../metrics/records/changes';
import type { IncidentItem } from '../../metrics/records/incidents';
import type { RecordList, Standing } from '../../metrics/records/page';
import type { RecoveryItem } from '../../metrics/records/recoveries';
import { columnsOf } from '../frame-parts/table-columns';
import { linkReason, verdictReason, whyNotCounted } from './record-text';

/** How lists of records become tables. Nothing is computed here. */

/** What every frame of a query has in common. */
export interface RecordsFrameContext {
  readonly query: Pick<RecordsQuery, 'metric' | 'select'>;
  readonly executedQueryString: string;
}

/** One row for each change; which columns there are depends on what the metric looks at. */
export function changesFrame(list: RecordList<ChangeItem>, context: RecordsFrameContext): Frame {
  const { text, team, time, url, linkedText } = columnsOf(list.items);
  const { metric } = context.query;
  const isRework = metric === 'reworkRate';
  const hasVerdicts = metric === 'deploymentFrequency' || metric === 'changeFailureRate';
  return frame(list, context, [
    time('Deployed', ({ deployedMs }) => deployedMs),
    linkedText(isRework ? 'Change' : 'Deployment', ({ title }) => title, { column: 'Link', url: (item) => item.url }),
    ...(isRework ? [text('Type', ({ type }) => type)] : []),
    text('Service', ({ service }) => service),
    team(({ team: name }) => name),
    ...(isRework ? [] : [text('Verdict', verdictOf(metric), VERDICT), text('Reason', verdictReason)]),
    ...(metric === 'leadTime' ? leadTimeColumns(list.items) : []),
    ...standingColumns(list.items, metric),
    text('External id', ({ externalId }) => externalId),
    url('Link', (item) => item.url, 'Open the change'),
    ...(hasVerdicts ? [url('Incident link', ({ blamedBy }) => firstUrl(blamedBy), 'Open the incident')] : []),
  ]);
}

const VERDICT: FieldConfig = {
  description: "The metric's own.",
  ...colouredWords(['failed', 'failed', TEXT_COLOURS.bad], ['successful', 'successful', TEXT_COLOURS.good]),
};

/** The verdict is the metric's own: failed deployments are what it counts, or what it does not. */
function verdictOf(metric: DoraMetric): (item: ChangeItem) => string {
  const failed: Standing | null =
    metric === 'changeFailureRate' ? 'counted' : metric === 'deploymentFrequency' ? 'notCounted' : null;
  return ({ standing }) => (standing === failed ? 'failed' : 'successful');
}

function leadTimeColumns(items: readonly ChangeItem[]): Column[] {
  const { time, seconds } = columnsOf(items);
  return [
    time('Created', ({ createdMs }) => createdMs),
    time('Closed', ({ closedMs }) => closedMs),
    seconds('Lead time', (item) => item.seconds, DORA_METRIC_INFO.leadTime.sentence),
  ];
}

/** One row for each incident. */
export function incidentsFrame(list: RecordList<IncidentItem>, context: RecordsFrameContext): Frame {
  const { text, time, seconds, count, url, linkedText } = columnsOf(list.items);
  const changeUrl = ({ links }: IncidentItem) => firstUrl(links);
  return frame(list, context, [
    time('Created', ({ createdMs }) => createdMs),
    time('Resolved', ({ resolvedMs }) => resolvedMs),
    linkedText('Incident', ({ title }) => title, { column: 'Link', url: (item) => item.url }),
    text('Priority', ({ priority }) => priority),
    text('Services', ({ services }) => (services.length === 0 ? null : services.join(', '))),
    seconds('Time to restore', (item) => item.seconds, 'From creation to resolution.'),
    ...standingColumns(list.items, 'mttr'),
    linkedText('Linked change', linkedTitles, { column: 'Change link', url: changeUrl }),
    text('Link reason', ({ links }) => linkReason(links)),
    time('Linked', ({ links }) => links[0]?.linkedMs ?? null),
    count('Users affected', ({ affectedUsers }) => affectedUsers),
    text('External id', ({ externalId }) => externalId),
    url('Link', (item) => item.url, 'Open the incident'),
    url('Change link', changeUrl, 'Open the change'),
  ]);
}

function linkedTitles({ links }: IncidentItem): string | null {
  return links.length === 0 ? null : links.map(({ title }) => title).join('; ');
}

/** One row for each failed deployment and incident that made it fail. */
export function recoveriesFrame(list: RecordList<RecoveryItem>, context: RecordsFrameContext): Frame {
  const { text, team, time, seconds, url, linkedText } = columnsOf(list.items);
  const deploymentUrl = (item: RecoveryItem) => item.deploymentUrl;
  const incidentUrl = (item: RecoveryItem) => item.incidentUrl;
  return frame(list, context, [
    time('Deployed', ({ deployedMs }) => deployedMs),
    time('Resolved', ({ resolvedMs }) => resolvedMs),
    linkedText('Deployment', ({ deployment }) => deployment, { column: 'Link', url: deploymentUrl }),
    text('Service', ({ service }) => service),
    team(({ team: name }) => name),
    linkedText('Incident', ({ incident }) => incident, { column: 'Incident link', url: incidentUrl }),
    text('Priority', ({ priority }) => priority),
    time('Created', ({ createdMs }) => createdMs),
    seconds('Recovery time', (item) => item.seconds, 'From the deployment to the resolution of the incident.'),
    ...standingColumns(list.items, 'failedDeploymentRecoveryTime'),
    text('Link reason', (item) => linkReason([item])),
    time('Linked', ({ linkedMs }) => linkedMs),
    url('Link', deploymentUrl, 'Open the change'),
    url('Incident link', incidentUrl, 'Open the incident'),
  ]);
}

function frame(
  { items, sample, selected }: RecordList<unknown>,
  { query, executedQueryString }: RecordsFrameContext,
  columns: readonly Column[]
): Frame {
  const { metric, select } = query;
  const { total, n, excluded, open } = sample;
  return {
    name: `Records behind ${DORA_METRIC_INFO[metric].label}`,
    columns,
    meta: {
      type: 'table',
      notices: cutNotice(items.length, selected),
      executedQueryString,
      custom: { metric, select, total, counted: n, leftOut: excluded + open, excluded, open },
    },
  };
}

function cutNotice(shown: number, selected: number): Notice[] {
  const text = `Only the newest ${shown} of ${selected} records are shown. Filter, or raise the limit.`;
  return shown < selected ? [{ severity: 'warning', text }] : [];
}

function standingColumns(items: readonly { readonly standing: Standing }[], metric: DoraMetric): Column[] {
  const { text } = columnsOf(items);
  const description = `Whether it is one of the ${DORA_METRIC_INFO[metric].sampleNoun} that the metric counts.`;
  return [
    text('Counted', ({ standing }) => (standing === 'counted' ? 'yes' : 'no'), { description }),
    text('Why not', ({ standing }) => whyNotCounted(metric, standing)),
  ];
}

function firstUrl(things: readonly { readonly url: string | null }[]): string | null {
  return things.find(({ url }) => url !== null)?.url ?? null;
}
