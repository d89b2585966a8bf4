/** @jest-environment node */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import { DASHBOARD_UIDS, LINKED_PANELS } from '../dashboards/ids';
import { PRESET_INFO } from '../src/model/performance-levels';
import { parseQuery } from '../src/model/query';
import { ROOT } from '../tooling/paths';
import { contactPointsFile, datasourcesFile, rulesFile, templatesFile } from './file-schemas';
import type { nodeSchema } from './file-schemas';

/** The provisioned files as they ship, against what Grafana 12.3 and 13 read from such files. */

function read(path: string): unknown {
  return parse(readFileSync(join(ROOT, 'provisioning', path), 'utf8'));
}

const { groups, deleteRules } = rulesFile.parse(read('alerting/rules.yaml'));
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
      const numbers = queryType === 'reliability' ? { view: 'availability' } : { shape: 'value' };
      expect(parseQuery(model)).toMatchObject({ ok: true, query: { queryType, ...numbers } });
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
    const used = [...text.matchAll(/\.Values\.(\w+)/g)].map(([, name]) => name);
    expect(refIds).toEqual(expect.arrayContaining(used));
    // An answer, or no answer: one of the two is told of the whole data source.
    const names = rule.uid === 'sre-data-unreadable' ? /\.Values\.A/ : /\.Labels\.(service|job)/;
    expect(rule.annotations.summary).toMatch(names);
    expect(rule.annotations.description).toMatch(names);
  });

  it('links to one panel, both ways that Grafana knows', () => {
    expect(rule.annotations).toMatchObject({
      __dashboardUid__: rule.dashboardUid,
      __panelId__: String(rule.panelId),
    });
    expect(Object.values(LINKED_PANELS)).toContainEqual({ dashboardUid: rule.dashboardUid, panelId: rule.panelId });
    expect(Object.values(DASHBOARD_UIDS)).toContain(rule.dashboardUid);
  });

  it('waits for nothing where errors keep the state: what is pending would fire by them', () => {
    expect(rule.execErrState === 'KeepLast' ? rule.for : '0s').toBe('0s');
  });

  it('goes to the provisioned contact point', () => {
    const { receiver, group_by: groupBy } = rule.notification_settings;
    expect(contactPoints.map(({ name }) => name)).toContain(receiver);
    // Without these two Grafana refuses a grouping.
    expect(groupBy).toEqual(expect.arrayContaining(['alertname', 'grafana_folder']));
  });
});

it.each(['sre-error-budget-exhausted', 'sre-changes-gated'])('%s lasts for weeks, and is told once', (uid) => {
  const rule = rules.find((candidate) => candidate.uid === uid);
  expect(rule?.notification_settings.repeat_interval).toBe('365d');
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

it('the change failure rate begins to be told where elite ends', () => {
  const elite = PRESET_INFO.stackflow.cutPoints.changeFailureRate.find(({ level }) => level === 'elite');
  const rule = rules.find(({ uid }) => uid === 'sre-change-failure-rate');
  const condition = rule?.data.find(({ refId }) => refId === 'C');
  expect(elite?.comparison).toBe('<');
  expect(condition?.model).toMatchObject({
    expression: expect.stringMatching(new RegExp(`^\\$A >= ${String(elite?.bound)} &&`)),
  });
});

it('rules of before are deleted, and no rule that is there', () => {
  expect(deleteRules.map(({ uid }) => uid)).toEqual(['sre-lead-time-past-elite', 'sre-mttr-past-elite']);
  expect(rules.map(({ uid }) => uid)).not.toEqual(expect.arrayContaining([expect.stringContaining('past-elite')]));
});

it('labels that tell why never reach a condition', () => {
  for (const { data } of rules) {
    const told = data.filter(({ model }) => 'details' in model && model['details'] === true).map(({ refId }) => refId);
    const used = data
      .flatMap(({ model }) => [...JSON.stringify(model['expression'] ?? '').matchAll(/\$(\w+)/g)])
      .map(([, name]) => name);
    expect(used.filter((refId) => told.includes(refId ?? ''))).toEqual([]);
  }
});
