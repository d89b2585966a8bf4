import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';

import { FailedAnswer, setServer } from '../../../test/support/grafana-server';
import { keepOpen } from '../../../test/support/kept-sections';
import { storedSettings } from '../../../test/support/slo-section';
import { CONFIG_LABELS as C, GITHUB_LABELS as L } from '../../labels/control-labels';
import type { GitHubRepositoryItem, GitHubSyncResponse, GitHubSyncState } from '../../model/github-sync';
import { GitHubSection } from './GitHubSection';

const repository = (changes: Partial<GitHubRepositoryItem> = {}): GitHubRepositoryItem => ({
  ...{ repository: 'acme/shop', services: ['Shop', 'Shop admin'], state: 'synced', error: null },
  ...{ lastSucceededAt: '2026-08-20T09:30:00Z', pullRequests: 1234, records: 1200, skipped: 30 },
  ...changes,
});

function show(answer: GitHubSyncResponse | FailedAnswer, host = 'db') {
  const backend = { answer };
  const server = setServer(() => backend.answer);
  const options = { ...storedSettings, jsonData: { host } };
  render(<GitHubSection settings={{ options, onOptionsChange: () => undefined }} />);
  return { backend, server };
}

beforeEach(() => keepOpen('github'));

const cells = async () => within((await screen.findAllByRole('row'))[1] ?? document.body).getAllByRole('cell');

test('each repository with its services, its state and what became of its pull requests', async () => {
  const { server } = show({ repositories: [repository()], limits: [] });
  const texts = (await cells()).map(({ textContent }) => textContent);
  expect(texts).toEqual([
    'acme/shop',
    'Shop, Shop admin',
    'synced',
    expect.stringMatching(/^2026-08-20 /),
    '1,200 of 1,234 pull requests, 30 skipped',
  ]);
  expect(server.requests.map(({ url }) => url)).toEqual(['/api/datasources/uid/sre/resources/github-sync']);
});

test('what went wrong stands beside the repository', async () => {
  const error = 'The token may not read acme/shop.';
  show({ repositories: [repository({ state: 'failing', error, lastSucceededAt: null, skipped: 0 })], limits: [] });
  const [, , state, last, records] = await cells();
  expect(state).toHaveTextContent(`failing${error}`);
  expect(last).toHaveTextContent('–');
  expect(records).toHaveTextContent(/^1,200 of 1,234 pull requests$/);
});

test('what GitHub still answers', async () => {
  const limit = { account: 'app acme', remaining: 4812, perHour: 5000, resetsAt: '2026-08-20T09:30:00Z' };
  show({ repositories: [repository()], limits: [{ ...limit, resource: 'graphql' }] });
  expect(await screen.findByRole('list', { name: L.limits })).toHaveTextContent(
    /^app acme, GraphQL: 4,812 of 5,000 requests left until \d\d:\d\d\.$/
  );
});

test('where nothing is mapped, how to begin', async () => {
  show({ repositories: [], limits: [] });
  expect(await screen.findByText('sre-metrics github repositories')).toBeVisible();
});

test('a failure says what to do, and can be tried again', async () => {
  const { backend } = show(new FailedAnswer(503, { message: 'Aurora does not answer. Try later.' }));
  expect(await screen.findByText('Aurora does not answer. Try later.')).toBeVisible();
  backend.answer = { repositories: [repository()], limits: [] };
  await userEvent.click(screen.getByRole('button', { name: C.retry }));
  expect(await cells()).toHaveLength(5);
});

test('nothing is asked for before the connection is saved', () => {
  const { server } = show({ repositories: [], limits: [] }, '');
  expect(screen.getByText(/Enter the connection first/)).toBeVisible();
  expect(server.requests).toEqual([]);
});

test.each<[GitHubSyncState[], string]>([
  [[], 'off'],
  [['disabled'], 'off'],
  [['synced', 'synced'], '2 synced'],
  [['synced', 'never', 'underWay', 'unmapped'], '3 not synced'],
  [['synced', 'never', 'failing'], '1 failing'],
])('the worst of %j stands beside the title', async (states, words) => {
  show({ repositories: states.map((state, index) => repository({ repository: `acme/${index}`, state })), limits: [] });
  const header = screen.getByRole('button', { name: /^GitHub sync/ });
  await waitFor(() => expect(header).toHaveTextContent(`GitHub sync${words}`));
});
