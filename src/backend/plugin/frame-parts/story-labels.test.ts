import type { BudgetStory } from '../../metrics/error-budget/budget-story';
import { storyLabels } from './story-labels';

const NOTHING: BudgetStory = { sloId: '1', incidents: [], incidentCount: 0, deployment: null, runbookUrl: null };

it('has no label for what is not known', () => {
  expect(storyLabels(undefined)).toEqual({});
  expect(storyLabels(NOTHING)).toEqual({});
});

it('tells incidents, deployment and runbook', () => {
  const incident = {
    title: 'Checkout\ntimes out',
    priority: 'P1',
    url: 'https://incidents/7',
    downtimeMinutes: 2,
  } as const;
  const deployment = { title: 'Baskets {{ .Labels }}', url: 'https://changes/8', atMs: Date.UTC(2026, 2, 1, 11, 30) };
  expect(
    storyLabels({ ...NOTHING, incidents: [incident], incidentCount: 3, deployment, runbookUrl: 'https://wiki/a?b=c#d' })
  ).toEqual({
    incidents: 'Checkout times out (P1, 2.0 min); and 2 more',
    incident_url: 'https://incidents/7',
    deployment: 'Baskets { { .Labels }} (2026-03-01 11:30 UTC)',
    deployment_url: 'https://changes/8',
    runbook_url: 'https://wiki/a?b=c#d',
  });
});

it.each([
  ['javascript:alert(1)', undefined],
  ['wiki', undefined],
  ['https://wiki/a><!channel>|b', 'https://wiki/a%3E%3C!channel%3E%7Cb'],
  ['https://wiki/a?{{ .Labels }}', 'https://wiki/a?%7B%7B%20.Labels%20%7D%7D'],
])('%s links %s', (runbookUrl, expected) => {
  expect(storyLabels({ ...NOTHING, runbookUrl })['runbook_url']).toBe(expected);
});
