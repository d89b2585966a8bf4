import { dateTime } from '@grafana/data';
import type { AnnotationQuery, DataQueryRequest } from '@grafana/data';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { lastValueFrom } from 'rxjs';

import { setDashboard } from '../../../test/support/dashboard-variables';
import { instanceSettings, setServer } from '../../../test/support/grafana-server';
import { catalog, choose, combobox, showWithLists } from '../../../test/support/query-panel';
import { DataSource } from '../../datasource';
import { QUERY_LABELS as L } from '../../labels/control-labels';
import { splitReading } from '../../model/line-names';
import { parseQuery } from '../../model/query';
import { newQuery } from '../../model/query-kinds';
import type { SreDataQuery } from '../types';
import { AnnotationQueryEditor } from './AnnotationQueryEditor';
import { annotationsQueryOf, prepareAnnotation, prepareQuery } from './annotations';

type Annotation = AnnotationQuery<SreDataQuery>;

const annotation = (fields: object = {}) =>
  ({ name: 'Incidents', enable: true, iconColor: 'red', ...fields }) as unknown as Annotation;
const incidents = { refId: 'Anno', queryType: 'annotations', kind: 'incidents', priorities: ['P1'] };
const byDefault = { refId: 'Anno', ...newQuery('annotations') };
/** What dashboards of the second schema keep. */
const spec = (query: object) => ({
  query: { kind: 'DataQuery', group: 'stackflow-sremetrics-datasource', spec: query },
});

beforeEach(() => setDashboard({ service: ['checkout', 'a,b'], kind: 'deployments' }));

describe('an annotation as Grafana stores it', () => {
  test.each([
    ['new', annotation(), byDefault],
    [
      'of another data source',
      annotation({ target: { refId: 'A', expr: 'up', limit: 20 } }),
      { ...byDefault, limit: 20 },
    ],
    [
      'with the query of a panel',
      annotation({ target: { queryType: 'dora', metric: 'mttr', teams: ['core'] } }),
      { ...byDefault, teams: ['core'] },
    ],
    ['of an old schema, a bare text', annotation({ query: 'deployments' }), byDefault],
  ])('%s gets a query with every default', (_case, stored, target) => {
    const prepared = prepareAnnotation(stored);
    expect(prepared).toEqual({ ...stored, target: { ...target, refId: expect.any(String) } });
    expect(parseQuery(prepared.target)).toMatchObject({ ok: true });
    // The same object tells Grafana that there is nothing more to change.
    expect(prepareAnnotation(prepared)).toBe(prepared);
  });

  test('new, in a dashboard of the second schema, gets it in both places', () => {
    const prepared = prepareAnnotation(annotation(spec({})));
    expect(prepared).toMatchObject({ target: byDefault, ...spec(byDefault) });
    expect(prepareAnnotation(prepared)).toBe(prepared);
  });

  test.each([
    ['in its target', annotation({ target: incidents })],
    ['in a dashboard of the second schema', annotation(spec(incidents))],
    ['in both', annotation({ target: incidents, ...spec(incidents) })],
  ])('%s keeps its query', (_case, stored) => {
    expect(prepareAnnotation(stored)).toBe(stored);
    expect(prepareQuery(stored)).toEqual({ ...byDefault, ...incidents });
  });

  test('is sent without what another data source left in it', () => {
    const query = prepareQuery(annotation({ target: { ...incidents, expr: 'up', step: 10 } }));
    expect(parseQuery(splitReading(query).query)).toMatchObject({ ok: true, query: { kind: 'incidents' } });
  });

  test('may hold one name where a list belongs', () => {
    expect(annotationsQueryOf({ services: 'checkout' })).toMatchObject({ services: ['checkout'] });
  });
});

describe('from the dashboard to the backend', () => {
  /** What Grafana does with an annotation: prepares it, then runs its query under a reference of its own. */
  const run = (stored: Annotation) => {
    const source = new DataSource(instanceSettings());
    const prepared = source.annotations.prepareAnnotation?.(stored) ?? stored;
    const query = source.annotations.prepareQuery?.(prepared);
    const range = { from: dateTime(0), to: dateTime(3_600_000), raw: { from: 'now-1h', to: 'now' } };
    // Of the request, these are what is read.
    const request = { targets: [{ ...query, refId: 'Anno' }], range, scopedVars: {}, timezone: 'utc' } as unknown;
    return lastValueFrom(source.query(request as DataQueryRequest<SreDataQuery>));
  };

  test.each([
    ['a new one', annotation(), { kind: 'failedDeployments' }],
    [
      'one with variables',
      annotation({ target: { ...incidents, kind: '$kind', services: ['$service'] } }),
      { kind: 'deployments', services: ['checkout', 'a,b'] },
    ],
    ['one of the second schema', annotation(spec(incidents)), { kind: 'incidents', priorities: ['P1'] }],
  ])('%s is an annotations query that the backend accepts', async (_case, stored, sent) => {
    const server = setServer(() => ({ results: { Anno: { frames: [] } } }));
    await run(stored);
    const [query] = server.lastBody().queries;
    expect(query).toMatchObject({ refId: 'Anno', queryType: 'annotations', timeZone: 'UTC', ...sent });
    expect(parseQuery(splitReading(query).query)).toMatchObject({ ok: true, query: sent });
  });

  test('one with a variable that cannot be filled in is not sent, and says why', async () => {
    const server = setServer(() => ({ results: {} }));
    const answer = await run(annotation({ target: { ...incidents, teams: ['$nobody'] } }));
    expect(server.requests).toEqual([]);
    expect(answer.errors).toEqual([
      { refId: 'Anno', message: expect.stringMatching(/teams uses \$nobody, but there is no such variable/) },
    ]);
  });

  test('a query in Grafana has an editor for it', () => {
    expect(new DataSource(instanceSettings()).annotations.QueryEditor).toBe(AnnotationQueryEditor);
  });
});

describe('the editor', () => {
  async function show(query: object) {
    const changes: SreDataQuery[] = [];
    await showWithLists(
      <AnnotationQueryEditor
        datasource={catalog}
        query={query as SreDataQuery}
        onChange={(changed) => {
          changes.push(changed);
        }}
      />
    );
    return { last: () => changes.at(-1) };
  }

  test.each<[object, string, string, object]>([
    [{}, L.annotationKind, 'SLO edits', { kind: 'sloEdits' }],
    [{}, L.annotationKind, '$kind', { kind: '$kind' }],
    [incidents, L.priorities, 'P2', { priorities: ['P1', 'P2'] }],
    [incidents, L.services, 'checkout', { services: ['checkout'] }],
    [incidents, L.tiers, 'Critical', { tiers: ['critical'] }],
  ])('%j: %s %s', async (query, name, text, after) => {
    const editor = await show(query);
    await choose(name, text);
    expect(editor.last()).toMatchObject({ refId: 'Anno', queryType: 'annotations', ...after });
  });

  test('writes every list, since Grafana puts the old query under the new one', async () => {
    const editor = await show(incidents);
    await userEvent.click(screen.getByRole('button', { name: /remove P1/i }));
    expect({ ...incidents, ...editor.last() }).toMatchObject({ priorities: [] });
  });

  test('a new annotation marks failed deployments, without priorities', async () => {
    await show({ refId: 'Anno' });
    expect(combobox(L.annotationKind)).toHaveValue('Failed deployments');
    expect(screen.queryByRole('combobox', { name: L.priorities })).not.toBeInTheDocument();
    expect(screen.getByRole('spinbutton', { name: L.limit })).toHaveAttribute('placeholder', '500');
    expect(screen.getByRole('note')).toHaveTextContent('Deployments that failed, each with the reason.');
  });
});
