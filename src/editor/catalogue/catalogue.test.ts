import { lastValueFrom, throwError } from 'rxjs';

import type { ResourceSource } from '../types';
import { fetchServices, fetchTeams } from './catalogue';

const answering = (answer: () => Promise<unknown>): ResourceSource => ({ getResource: answer });

test('services are asked for with their filter, without a pop-up of Grafana on failure', async () => {
  const calls: unknown[] = [];
  const source: ResourceSource = {
    getResource: (...call) => {
      calls.push(call);
      return Promise.resolve([]);
    },
  };
  await fetchServices(source, { teams: ['core'], tiers: ['critical'] });
  expect(calls).toEqual([['services', { team: ['core'], tier: ['critical'] }, { showErrorAlert: false }]]);
});

test.each([
  ["the backend's message", { status: 503, data: { message: 'Aurora is down.' } }, /services .*: Aurora is down\.$/],
  ['a status without a message', { status: 502, data: '' }, /status 502\. Test the data source/],
  ['an error of the browser', new Error('Failed to fetch'), /: Failed to fetch$/],
  ['anything else', 'boom', /Grafana did not answer/],
])('a failure says why: %s', async (_case, reason, text) => {
  const source = answering(() => lastValueFrom(throwError(() => reason)));
  await expect(fetchServices(source, { teams: [], tiers: [] })).rejects.toThrow(text);
});

test('an answer in another form is refused, with the way out', async () => {
  const source = answering(() => Promise.resolve([{ title: 'core' }]));
  await expect(fetchTeams(source)).rejects.toThrow(/Restart Grafana/);
});
