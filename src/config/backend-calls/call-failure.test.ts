import { z } from 'zod';

import { CallFailure, failureOf } from './call-failure';

const answer = (status: number, field?: string) => ({ status, data: { message: 'No.', field } });

test.each([
  ['a field of a new SLO', answer(400, 'name'), { message: 'No.', field: 'name', stale: false }],
  ['a field of an edit', answer(400, 'definition.windowDays'), { field: 'windowDays', stale: false }],
  ['a name that is taken', answer(409, 'definition.name'), { field: 'name', stale: false }],
  ['an older revision', answer(409), { field: null, stale: true }],
  ['an older revision, by its field', answer(409, 'revision'), { field: null, stale: true }],
  ['no rights', answer(403), { message: 'No.', field: null, stale: false }],
])('%s', (_case, rejection, text) => {
  expect(failureOf(rejection)).toMatchObject(text);
});

test.each([
  ['a proxy without words', { status: 502, data: '<html>' }, /status 502/],
  ['no network', new TypeError('Failed to fetch'), /did not answer \(Failed to fetch\)/],
  ['anything else', 'boom', /did not answer\. Check your connection/],
  ['another version of the backend', z.string().safeParse(1).error, /Restart Grafana/],
])('%s is put into words', (_case, rejection, text) => {
  expect(failureOf(rejection).message).toMatch(text);
});

test('what is told already stays', () => {
  const failure = new CallFailure('Gone.', { field: 'name' });
  expect(failureOf(failure)).toBe(failure);
});
