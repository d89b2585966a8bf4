import { parseQuery } from '../model/query';
import { newQuery, QUERY_TYPES } from '../model/query-kinds';
import { normalizeQuery } from './normalize-query';
import type { SreDataQuery } from './types';
import { withoutStrayFields } from './with-kind';

const saved = (fields: Record<string, unknown>) => ({ refId: 'A', ...fields }) as unknown as SreDataQuery;

test.each(QUERY_TYPES)('a bare query of kind %s gets every default, and the backend accepts it', (queryType) => {
  const query = normalizeQuery(saved({ queryType }));
  expect(query).toEqual({ refId: 'A', ...newQuery(queryType) });
  expect(parseQuery(query)).toMatchObject({ ok: true, query: { queryType } });
});

test.each(QUERY_TYPES)('a new query of kind %s has lists of its own', (queryType) => {
  const [one, other] = [newQuery(queryType), newQuery(queryType)];
  for (const field of ['services', 'teams', 'tiers', 'slos', 'priorities']) {
    const list: unknown = Object.entries(one).find(([name]) => name === field)?.[1];
    expect(list === undefined || !Object.values(other).includes(list)).toBe(true);
  }
});

test.each([
  [
    { queryType: 'errorBudget', slos: 'uptime', teams: null },
    { slos: ['uptime'], teams: [] },
  ],
  [{ queryType: 'annotations', priorities: 'P1' }, { priorities: ['P1'] }],
  [{ queryType: 'records', services: ['', 'checkout'] }, { services: ['checkout'] }],
])('%j: one name becomes a list of one', (fields, lists) => {
  expect(normalizeQuery(saved(fields))).toMatchObject(lists);
});

test.each(QUERY_TYPES.flatMap((from) => QUERY_TYPES.map((to) => [from, to] as const)))(
  'fields of a query of kind %s under one of kind %s, as Grafana leaves them there, go',
  (from, to) => {
    const query = normalizeQuery(saved({ ...newQuery(from), ...newQuery(to) }));
    expect(query).toEqual(normalizeQuery(saved({ ...newQuery(to) })));
  }
);

test.each(QUERY_TYPES)('null is missing in a query of kind %s', (queryType) => {
  const nothing = Object.fromEntries(Object.keys(newQuery(queryType)).map((field) => [field, null]));
  expect(normalizeQuery(saved({ ...nothing, queryType }))).toEqual(normalizeQuery(saved({ queryType })));
});

test.each(QUERY_TYPES)('for an alert rule, a bare query of kind %s gets what alerts can use', (queryType) => {
  expect(normalizeQuery(saved({ queryType }), true)).toEqual({ refId: 'A', ...newQuery(queryType, true) });
});

test.each([
  [{ queryType: 'errorBudget', slo: 'uptime' }, 'slo'],
  [{ queryType: 'reliability', expr: 'up' }, 'expr'],
])('%j: a field that no kind has stays for the backend to refuse, until the query is edited', (fields, field) => {
  const query = normalizeQuery(saved(fields));
  expect(parseQuery(query)).toMatchObject({ ok: false, field });
  expect(parseQuery(withoutStrayFields(query))).toMatchObject({ ok: true });
});

test('a kind that this version does not know stays as it is', () => {
  const query = saved({ queryType: 'weather', service: 'checkout' });
  expect(normalizeQuery(query)).toEqual(query);
  expect(withoutStrayFields(query)).toBe(query);
});
