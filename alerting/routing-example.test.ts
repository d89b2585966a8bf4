/** @jest-environment node */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import { ROOT } from '../tooling/paths';
import { TEMPLATES } from './notifications';

/** The example of routing, as far as a mistake in it would send nothing to anybody. */

const matcher = z.tuple([z.string(), z.enum(['=', '!=', '=~', '!~']), z.string()]);
const leaf = z.strictObject({
  receiver: z.string(),
  object_matchers: z.array(matcher),
  group_wait: z.string().optional(),
  group_interval: z.string().optional(),
  repeat_interval: z.string().optional(),
  mute_time_intervals: z.array(z.string()).optional(),
});
const route = leaf.extend({ routes: z.array(leaf) });
const fileSchema = z.strictObject({
  apiVersion: z.literal(1),
  contactPoints: z.array(
    z.strictObject({
      orgId: z.literal(1),
      name: z.string(),
      receivers: z.array(
        z.strictObject({
          uid: z.string().max(40),
          type: z.enum(['pagerduty', 'slack', 'email', 'webhook']),
          settings: z.record(z.string(), z.unknown()),
        })
      ),
    })
  ),
  muteTimes: z.array(z.strictObject({ orgId: z.literal(1), name: z.string(), time_intervals: z.array(z.unknown()) })),
  policies: z.tuple([
    z.strictObject({
      orgId: z.literal(1),
      receiver: z.string(),
      group_by: z.array(z.string()),
      group_wait: z.string(),
      group_interval: z.string(),
      repeat_interval: z.string(),
      routes: z.array(route),
    }),
  ]),
});

const text = readFileSync(join(ROOT, 'deploy/alert-routing/ten-teams.yaml'), 'utf8');
const { contactPoints, muteTimes, policies } = fileSchema.parse(parse(text));
const [tree] = policies;
type Labels = Readonly<Record<string, string>>;

const matches = ({ object_matchers: matchers }: z.infer<typeof leaf>, labels: Labels) =>
  matchers.every(([name, operator, value]) => {
    const label = labels[name] ?? '';
    const isEqual = operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(label) : label === value;
    return operator.startsWith('!') ? !isEqual : isEqual;
  });

/** Whom an alert goes to, as Grafana's tree says: the first branch that matches, as deep as it goes. */
function routed(labels: Labels) {
  const branch = tree.routes.find((candidate) => matches(candidate, labels));
  return branch === undefined ? tree : (branch.routes.find((candidate) => matches(candidate, labels)) ?? branch);
}

const teams = tree.routes.map(({ object_matchers: [[, , team] = ['', '=', '']] }) => team);

it('has ten teams, each with a pager and a channel of its own', () => {
  expect(new Set(teams).size).toBe(10);
  for (const team of teams) {
    expect(routed({ team, severity: 'page' })).toMatchObject({ receiver: `${team} pager` });
    expect(routed({ team, severity: 'page' })).not.toHaveProperty('mute_time_intervals');
    expect(routed({ team, severity: 'ticket' })).toMatchObject({
      receiver: `${team} channel`,
      repeat_interval: '1d',
      mute_time_intervals: ['out of hours'],
    });
  }
});

it.each(['Error budget exhausted', 'Changes gated'])('tells once: %s', (title) => {
  const labels = { team: 'payments', severity: 'ticket', alertname: `${title} (payments)` };
  expect(routed(labels)).toMatchObject({ receiver: 'payments channel', repeat_interval: '365d' });
});

it('sends what no team owns to somebody', () => {
  expect(routed({ team: '(no team)', severity: 'page' }).receiver).toBe(tree.receiver);
  expect(routed({ severity: 'ticket', job: 'github-sync' }).receiver).toBe(tree.receiver);
});

it('names contact points, mute timings and templates that are there', () => {
  const branches = tree.routes.flatMap((branch) => [branch, ...branch.routes]);
  const names = contactPoints.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([tree.receiver, ...branches.map(({ receiver }) => receiver)]));
  const muted = branches.flatMap(({ mute_time_intervals: mutes = [] }) => mutes);
  expect(muteTimes.map(({ name }) => name)).toEqual(expect.arrayContaining(muted));
  const used = [...text.matchAll(/template "([^"]+)"/g)].map(([, name]) => name);
  const defined = TEMPLATES.flatMap(({ template }) =>
    [...template.matchAll(/define "([^"]+)"/g)].map(([, name]) => name)
  );
  expect(defined).toEqual(expect.arrayContaining(used));
  expect(new Set(contactPoints.flatMap(({ receivers }) => receivers.map(({ uid }) => uid))).size).toBe(22);
});
