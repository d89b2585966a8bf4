/** @jest-environment node */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import { DASHBOARD_UIDS, LINKED_PANELS } from '../dashboards/ids';
import { PRESET_INFO } from '../src/model/performance-levels';
import { parseQuery } from '../src/model/query';
import { ROOT } from '../tooling/paths';

/** The provisioned files as they ship, against what Grafana 12.3 and 13 read from such files. */

const duration = z
  .string()
  .regex(/^(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/)
  .min(2);
/** Grafana expands `$NAME` in these, to nothing where it is not set. */
const plainText = z
  .string()
  .min(1)
  .regex(/^[^$]*$/, 'holds a $');

const nodeSchema = z.strictObject({
  refId: plainText,
  queryType: plainText.optional(),
  relativeTimeRange: z.strictObject({ from: z.number().int().min(0), to: z.literal(0) }),
  datasourceUid: plainText,
  model: z.looseObject({ refId: z.string(), datasource: z.strictObject({ type: z.string(), uid: z.string() }) }),
});

const ruleSchema = z.strictObject({
  uid: plainText.max(40).regex(/^[a-z0-9-]+$/),
  title: plainText.max(190),
  condition: plainText,
  data: z.array(nodeSchema).min(2),
  dashboardUid: plainText,
  panelId: z.number().int().min(1),
  noDataState: z.enum(['NoData', 'Alerting', 'OK', 'KeepLast']),
  execErrState: z.enum(['Error', 'Alerting', 'OK', 'KeepLast']),
  for: duration,
  keepFiringFor: duration.optional(),
  annotations: z.strictObject({
    __dashboardUid__: plainText,
    __panelId__: z.string().regex(/^\d+$/),
    summary: plainText,
    description: plainText,
  }),
  labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
  isPaused: z.literal(false),
  notification_settings: z.strictObject({
    receiver: plainText,
    group_by: z.array(plainText),
    group_wait: duration,
    group_interval: duration,
    repeat_interval: duration,
  }),
});

const rulesFile = z.strictObject({
  apiVersion: z.literal(1),
  groups: z.array(
    z.strictObject({
      orgId: z.literal(1),
      name: plainText,
      folder: plainText,
      interval: duration,
      rules: z.array(ruleSchema).min(1),
    })
  ),
});

const contactPointsFile = z.strictObject({
  apiVersion: z.literal(1),
  contactPoints: z.array(
    z.strictObject({
      orgId: z.literal(1),
      name: plainText,
      receivers: z.array(
        z.strictObject({
          uid: plainText.max(40),
          type: z.literal('email'),
          settings: z.strictObject({
            addresses: plainText,
            singleEmail: z.boolean(),
            subject: plainText,
            message: plainText,
          }),
          disableResolveMessage: z.boolean(),
        })
      ),
    })
  ),
});

const templatesFile = z.strictObject({
  apiVersion: z.literal(1),
  templates: z.array(z.strictObject({ orgId: z.literal(1), name: plainText, template: plainText })),
});

const datasourcesFile = z.object({
  datasources: z.array(
    z.object({ uid: z.string(), type: z.string(), secureJsonData: z.record(z.string(), z.string()) })
  ),
});

function read(path: string): unknown {
  return parse(readFileSync(join(ROOT, 'provisioning', path), 'utf8'));
}

const { groups } = rulesFile.parse(read('alerting/rules.yaml'));
const { contactPoints } = contactPointsFile.parse(read('alerting/contact-points.yaml'));
const { templates } = templatesFile.parse(read('alerting/templates.yaml'));
const [datasource] = datasourcesFile.parse(read('datasources/sre-metrics.yaml')).datasources;
const rules = groups.flatMap((group) => group.rules);

const isExpression = ({ datasourceUid }: z.infer<typeof nodeSchema>) => datasourceUid === '__expr__';

it('the folder holds nothing else, and no policy tree is touched', () => {
  expect(readdirSync(join(ROOT, 'provisioning/alerting')).sort()).toEqual([
    'contact-points.yaml',
    'rules.yaml',
    'templates.yaml',
  ]);
});

it('every rule has a uid and a title of its own', () => {
  expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
  expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
});

it('secrets come from the environment', () => {
  expect(Object.values(datasource?.secureJsonData ?? {})).toEqual([
    expect.stringMatching(/^\$\w+$/),
    expect.stringMatching(/^\$\w+$/),
  ]);
});

describe.each(rules.map((rule) => [rule.uid, rule] as const))('%s', (_, rule) => {
  const refIds = rule.data.map(({ refId }) => refId);
  const queries = rule.data.filter((node) => !isExpression(node));
  const expressions = rule.data.filter(isExpression);

  it('asks the provisioned data source queries that it accepts', () => {
    expect(queries.length).toBeGreaterThan(0);
    for (const { model, datasourceUid, queryType, relativeTimeRange } of queries) {
      expect(parseQuery(model)).toMatchObject({ ok: true, query: { queryType, shape: 'value' } });
      expect(datasourceUid).toBe(datasource?.uid);
      expect(model.datasource).toEqual({ type: datasource?.type, uid: datasource?.uid });
      expect(relativeTimeRange.from).toBeGreaterThan(0);
    }
  });

  it('has expressions that refer to what is there', () => {
    expect(new Set(refIds).size).toBe(refIds.length);
    expect(expressions.map(({ refId }) => refId)).toContain(rule.condition);
    for (const { model } of expressions) {
      const { type, expression } = z.looseObject({ type: z.literal('math'), expression: z.string() }).parse(model);
      expect(type).toBe('math');
      // Grafana takes a model as it is written: $$ would reach the expression.
      expect(expression).not.toContain('$$');
      expect(refIds).toEqual(expect.arrayContaining([...expression.matchAll(/\$(\w+)/g)].map(([, name]) => name)));
    }
  });

  it('puts only figures that it has into its texts', () => {
    const text = rule.annotations.summary + rule.annotations.description;
    const used = [...text.matchAll(/\.Values "(\w+)"/g)].map(([, name]) => name);
    expect(refIds).toEqual(expect.arrayContaining(used));
    expect(rule.annotations.summary).toMatch(/\.Labels\.(service|job)/);
    expect(rule.annotations.description).toMatch(/\.Labels\.(service|job)/);
  });

  it('links to one panel, both ways that Grafana knows', () => {
    expect(rule.annotations).toMatchObject({
      __dashboardUid__: rule.dashboardUid,
      __panelId__: String(rule.panelId),
    });
    expect(Object.values(LINKED_PANELS)).toContainEqual({ dashboardUid: rule.dashboardUid, panelId: rule.panelId });
    expect(Object.values(DASHBOARD_UIDS)).toContain(rule.dashboardUid);
  });

  it('goes to the provisioned contact point', () => {
    const { receiver, group_by: groupBy } = rule.notification_settings;
    expect(contactPoints.map(({ name }) => name)).toContain(receiver);
    // Without these two Grafana refuses a grouping.
    expect(groupBy).toEqual(expect.arrayContaining(['alertname', 'grafana_folder']));
  });
});

it('the contact point uses templates that are provisioned', () => {
  const used = contactPoints.flatMap(({ receivers }) =>
    receivers.flatMap(({ settings }) =>
      [...`${settings.subject}${settings.message}`.matchAll(/template "([^"]+)"/g)].map(([, name]) => name)
    )
  );
  const defined = templates.flatMap(({ template }) =>
    [...template.matchAll(/define "([^"]+)"/g)].map(([, name]) => name)
  );
  expect(used).toHaveLength(2);
  expect(defined).toEqual(expect.arrayContaining(used));
});

it.each([
  ['sre-change-failure-rate', 'changeFailureRate'],
  ['sre-lead-time-past-elite', 'leadTime'],
  ['sre-mttr-past-elite', 'mttr'],
] as const)('%s begins where elite ends', (uid, metric) => {
  const elite = PRESET_INFO.stackflow.cutPoints[metric].find(({ level }) => level === 'elite');
  const condition = rules.find((rule) => rule.uid === uid)?.data.find(({ refId }) => refId === 'C');
  expect(elite?.comparison).toBe('<');
  expect(condition?.model).toMatchObject({ expression: `$A >= ${String(elite?.bound)}` });
});
