import fc from 'fast-check';

import { pluginContext } from '../../../../tooling/plugin-request';
import type { ContextSpec } from '../../../../tooling/plugin-request';
import { createLogger } from '../../log/plugin-log';
import { Troubles } from '../../log/troubles';
import { Instances } from './instances';

/** No data source is connected before its first query, so that these hosts need not exist. */
const jsonData = { host: 'a.example.com', database: 'stackflow', user: 'grafana', tlsMode: 'disable' } as const;
const first: ContextSpec = { jsonData, secureJsonData: { password: 'one' }, lastUpdatedMS: 5_000 };

let nowMs: number;
let lines: string[];
let instances: Instances;

beforeEach(() => {
  nowMs = 0;
  lines = [];
  const logger = createLogger((line) => lines.push(line));
  instances = new Instances(logger, new Troubles(logger), () => nowMs);
});
afterEach(() => instances.dispose());

const get = (spec: ContextSpec) => instances.get(pluginContext(spec));

it('keeps one instance for equal settings, whenever they were saved', () => {
  expect(get({ ...first, lastUpdatedMS: 9_000 })).toBe(get(first));
});

it.each<[string, Partial<ContextSpec>]>([
  ['a setting', { jsonData: { ...jsonData, host: 'b.example.com' } }],
  ['the password', { secureJsonData: { password: 'two' } }],
  ["Grafana's own configuration", { grafanaConfig: { GF_SQL_ROW_LIMIT: '7' } }],
])('opens anew for another value of %s, saved within the same second', (_what, change) => {
  const before = get(first);
  const after = get({ ...first, ...change });
  expect(after).not.toBe(before);
  expect(get({ ...first, ...change })).toBe(after);
  expect(instances.all()).toEqual([after]);
});

it('answers a late call, made with settings saved before, by the newest', () => {
  const changed = { ...first, jsonData: { ...jsonData, host: 'b.example.com' }, lastUpdatedMS: 6_000 };
  const newest = get(changed);
  expect(get(first)).toBe(newest);
});

it('opens nothing anew for a late call of the same second', () => {
  get(first);
  const newest = get({ ...first, jsonData: { ...jsonData, host: 'b.example.com' } });
  expect(get(first)).toBe(newest);
  nowMs = 10_000;
  expect(get(first).settings.host).toBe('a.example.com');
});

it('goes back to older settings that stay, as of a database put back from a copy', () => {
  get({ ...first, jsonData: { ...jsonData, host: 'b.example.com' }, lastUpdatedMS: 6_000 });
  nowMs = 10_000;
  expect(get(first).settings.host).toBe('a.example.com');
});

it('has the settings of the last of any saves in one second', () => {
  const secret = fc.string({ minLength: 1 });
  const byHost = { selector: ({ host }: { host: string }) => host, minLength: 1 };
  fc.assert(
    fc.property(fc.uniqueArray(fc.record({ host: fc.domain(), password: secret }), byHost), (saves) => {
      for (const { host, password } of saves) {
        const { settings } = get({ ...first, jsonData: { ...jsonData, host }, secureJsonData: { password } });
        expect(settings).toMatchObject({ host, auth: { method: 'password', password } });
      }
    }),
    { numRuns: 50 }
  );
  expect(lines).toEqual([]);
});
