import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import Ajv2020 from 'ajv/dist/2020';
import type { ValidateFunction } from 'ajv/dist/2020';
import fc from 'fast-check';
import { parse } from 'yaml';

import { rulesFile } from '../../alerting/file-schemas';
import { DASHBOARDS, dashboardFiles } from '../../dashboards/files';
import { readDashboard } from '../../dashboards/file-schema';
import { parseQuery } from '../../src/model/query';
import { QUERY_TYPES, completeQuery, isCommonField, isOwnField, newQuery } from '../../src/model/query-kinds';
import { jsonDataSchema, secureJsonDataSchema } from '../../src/model/settings';
import { anyQuery } from '../../test/support/any-query';
import { PLUGIN_ID, ROOT } from '../paths';
import type { JsonSchema } from './doc-comments';

/** The committed JSON schemas, held against what is provisioned and what the model takes. */

const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const reference = (name: string) => JSON.parse(text(`docs/reference/${name}`)) as JsonSchema;
const QUERY = reference('query.schema.json');
const SETTINGS = reference('settings.schema.json');
const { components } = reference('resource-api.openapi.json') as {
  readonly components: { readonly schemas: Record<string, JsonSchema> };
};

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
const isQuery = ajv.compile(QUERY);
const isSettings = ajv.compile(SETTINGS);

/** What is wrong with a value, with the value; nothing where it fits. */
const complaints = (fits: ValidateFunction, value: unknown) =>
  fits(value)
    ? []
    : [{ value, errors: fits.errors?.map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`) }];

const dashboardQueries = [...dashboardFiles().values()]
  .map(readDashboard)
  .flatMap(({ panels, annotations }) => [
    ...panels.flatMap(({ targets }) => targets),
    ...annotations.list.map(({ target }) => target),
  ]);
const ruleQueries = rulesFile
  .parse(parse(text('provisioning/alerting/rules.yaml')))
  .groups.flatMap(({ rules }) => rules.flatMap(({ data }) => data.map(({ model }) => model)))
  .filter(({ datasource }) => datasource.type === PLUGIN_ID);

describe('the schema of queries', () => {
  it('fits every query of the dashboards', () => {
    expect(dashboardQueries.length).toBeGreaterThan(DASHBOARDS.length);
    expect(dashboardQueries.flatMap((query) => complaints(isQuery, query))).toEqual([]);
  });

  it('fits every query of the alert rules', () => {
    expect(ruleQueries.length).toBeGreaterThan(0);
    expect(ruleQueries.flatMap((query) => complaints(isQuery, query))).toEqual([]);
  });

  it.each(QUERY_TYPES)('fits a new query of the kind %s', (kind) => {
    expect([false, true].flatMap((alerting) => complaints(isQuery, newQuery(kind, alerting)))).toEqual([]);
  });

  it('has a member for each kind', () => {
    const members = Object.values(QUERY['$defs'] as Record<string, JsonSchema>);
    const kinds = members.flatMap(({ properties }) => (properties ? [properties['queryType']?.['const']] : []));
    expect(kinds).toEqual(QUERY_TYPES);
  });

  it('fits every query that the model takes, completed', () => {
    fc.assert(
      fc.property(anyQuery(), (saved) => {
        const kind = QUERY_TYPES.find((candidate) => candidate === saved['queryType']) ?? 'dora';
        const complete = completeQuery(kind, { ...saved, queryType: kind });
        expect(parseQuery(complete).ok ? complaints(isQuery, complete) : []).toEqual([]);
      })
    );
  });

  it.each([
    ['a kind that is none', { queryType: 'prometheus' }],
    ['a misspelt field', { queryType: 'dora', metrics: 'leadTime' }],
    ['a value that is none of the choices', { queryType: 'dora', metric: 'velocity' }],
    ['a field of another kind', { queryType: 'dora', lookback: '1h' }],
    ['text around a variable', { queryType: 'dora', metric: 'x$metric' }],
    ['a variable for the shape', { queryType: 'dora', shape: '$shape' }],
    ['a limit out of bounds', { queryType: 'records', limit: 0 }],
  ])('refuses %s', (_what, query) => {
    expect(isQuery(query)).toBe(false);
  });

  it('has the fields that the model has', () => {
    const members = Object.values(QUERY['$defs'] as Record<string, JsonSchema>);
    for (const { properties } of members.filter((member) => member.properties !== undefined)) {
      const kind = QUERY_TYPES.find((candidate) => candidate === properties?.['queryType']?.['const']) ?? 'dora';
      const strangers = Object.keys(properties ?? {}).filter((name) => !isCommonField(name) && !isOwnField(kind, name));
      expect({ kind, strangers }).toEqual({ kind, strangers: [] });
    }
  });
});

describe('the schema of settings', () => {
  const REQUIRED = { host: 'db.example.com', database: 'stackflow', user: 'grafana' };

  it('fits what is provisioned, once its variables are set', () => {
    const { datasources } = parse(text('provisioning/datasources/sre-metrics.yaml')) as {
      readonly datasources: readonly [{ readonly jsonData: object; readonly secureJsonData: object }];
    };
    const [{ jsonData, secureJsonData }] = datasources;
    const settings = { jsonData: { ...jsonData, port: '5432', tlsMode: 'verify' }, secureJsonData };
    expect(complaints(isSettings, settings)).toEqual([]);
  });

  it('holds every field, and the defaults that the model fills in', () => {
    const { JsonData, SecureJsonData } = SETTINGS['$defs'] as Record<string, JsonSchema>;
    expect(Object.keys(JsonData?.properties ?? {}).sort()).toEqual(Object.keys(jsonDataSchema.shape).sort());
    expect(Object.keys(SecureJsonData?.properties ?? {}).sort()).toEqual(
      Object.keys(secureJsonDataSchema.shape).sort()
    );
    const defaults = Object.entries(JsonData?.properties ?? {}).flatMap(([name, field]) =>
      'default' in field ? [[name, field['default']]] : []
    );
    expect({ ...REQUIRED, ...Object.fromEntries(defaults) }).toEqual(jsonDataSchema.parse(REQUIRED));
  });

  it.each([
    ['a missing host', { jsonData: { database: 'd', user: 'u' } }],
    ['a port that is no number', { jsonData: { ...REQUIRED, port: 'five' } }],
    ['an unknown TLS mode', { jsonData: { ...REQUIRED, tlsMode: 'maybe' } }],
    ['a secret that is no text', { jsonData: REQUIRED, secureJsonData: { password: 1 } }],
  ])('refuses %s', (_what, settings) => {
    expect(isSettings(settings)).toBe(false);
  });
});

/** Paths of the fields, members and choices of a schema that nothing is said of. */
function undescribed(path: string, schema: JsonSchema): string[] {
  const inside = [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
      ...(field.description === undefined ? [`${path}.${name}`] : []),
      ...undescribed(`${path}.${name}`, field),
    ]),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((option) => undescribed(path, option)),
  ];
  return schema.items === undefined ? inside : [...inside, ...undescribed(`${path}[]`, schema.items)];
}

it.each([
  ['queries', QUERY['$defs']],
  ['settings', SETTINGS['$defs']],
  ['resource calls', components.schemas],
])('every schema and field of the %s has a description', (_what, schemas) => {
  const missing = Object.entries(schemas as Record<string, JsonSchema>).flatMap(([name, schema]) => [
    ...(schema.description === undefined ? [name] : []),
    ...undescribed(name, schema),
  ]);
  expect(missing).toEqual([]);
});
