/** @jest-environment node */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import { rulesFile } from '../../../../alerting/file-schemas';
import { sreMetrics, temporaryFolder } from '../../../../test/support/command-line';
import type { Folder } from '../../../../test/support/command-line';
import { parseQuery } from '../../../model/query';

const ROOT = join(__dirname, '../../../..');
const exported = async (...args: string[]) => await sreMetrics(['alerts', 'export', ...args], {});

it('without a choice prints the rules that come with the data source', async () => {
  const { status, out } = await exported();
  const shipped = readFileSync(join(ROOT, 'provisioning/alerting/rules.yaml'), 'utf8');
  expect(status).toBe(0);
  // Which rules are gone only the shipped file says.
  expect({ ...rulesFile.parse(parse(out)), deleteRules: [] }).toEqual({
    ...rulesFile.parse(parse(shipped)),
    deleteRules: [],
  });
});

describe('for chosen teams and SLOs', () => {
  it.each([
    [['--team', 'payments', 'search'], { teams: ['payments', 'search'] }],
    [['--service', 'checkout', '--tier', 'critical'], { services: ['checkout'], tiers: ['critical'] }],
    [['--slo', 'availability', '--team', 'payments'], { slos: ['availability'], teams: ['payments'] }],
  ])('%j is a file that Grafana reads, whose queries ask for no others', async (args, scope) => {
    const { groups } = rulesFile.parse(parse((await exported(...args)).out));
    const rules = groups.flatMap((group) => group.rules);
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(5);
    for (const { model, datasourceUid } of rules.flatMap(({ data }) => data)) {
      if (datasourceUid !== '__expr__') {
        // Reliability is a service's; the other queries of its rule choose the SLO.
        const { slos: _, ...ofServices } = { slos: [], ...scope };
        const expected = model.queryType === 'reliability' ? ofServices : scope;
        expect(parseQuery(model)).toMatchObject({ ok: true, query: expected });
      }
    }
  });

  it('each choice has uids and titles of its own, the same each time', async () => {
    const namesOf = async (...args: string[]) =>
      rulesFile
        .parse(parse((await exported(...args)).out))
        .groups.flatMap(({ rules }) => rules.flatMap(({ uid, title }) => [uid, title]));
    const [one, other] = [await namesOf('--team', 'one'), await namesOf('--team', 'other')];
    expect(one.filter((name) => other.includes(name))).toEqual([]);
    expect(await namesOf('--team', 'one')).toEqual(one);
  });

  const filed = async (...args: string[]) => {
    const { groups } = rulesFile.parse(parse((await exported(...args)).out));
    return { groups, rules: groups.flatMap(({ rules }) => rules) };
  };

  it.each([
    [
      ['--team', 'a'],
      ['--service', 'a'],
    ],
    [
      ['--team', 'a, b'],
      ['--team', 'a', 'b'],
    ],
    [
      ['--team', `${'long'.repeat(60)} a`],
      ['--team', `${'long'.repeat(60)} b`],
    ],
  ])('%j and %j have no uid, title or group in common', async (one, other) => {
    const namesOf = async (args: readonly string[]) => {
      const { groups, rules } = await filed(...args);
      return [...groups.map(({ name }) => name), ...rules.flatMap(({ uid, title }) => [uid, title])];
    };
    const names = [...(await namesOf(one)), ...(await namesOf(other))];
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each(['team '.repeat(100), '決済'.repeat(100), '👩‍🚒'.repeat(100)])(
    'titles and groups are as long as Grafana takes, also for %s',
    async (team) => {
      const { groups, rules } = await filed('--team', team);
      const names = [...groups.map(({ name }) => name), ...rules.map(({ title }) => title)];
      expect(Math.max(...names.map((name) => Buffer.byteLength(name)))).toBeLessThanOrEqual(190);
      expect(names.filter((name) => /\p{Surrogate}/u.test(name))).toEqual([]);
    }
  );

  it('names the kind of what was chosen', async () => {
    const { groups } = await filed('--team', 'a', 'b', '--tier', 'critical', '--service', 'c', '--slo', 'd');
    expect(groups.map(({ name }) => name)).toEqual([
      'SRE error budgets: team a, team b, tier critical, service c, SLO d',
    ]);
  });

  it('a name is no template', async () => {
    const { rules } = await filed('--team', '{{ . }}');
    expect(rules[0]?.title).toBe('Error budget exhausted (team {{ . }})');
    expect(rules[0]?.annotations.summary).toContain('(team {{ "{{" }} . }}): nothing to tell yet');
  });

  it('Grafana expands no variable in names that hold $', async () => {
    const { groups, rules } = await filed('--team', 'US$HOME', '--folder', '$f', '--contact-point', '$c');
    const [group, [rule]] = [groups[0], rules];
    expect([group?.name, group?.folder, rule?.title, rule?.notification_settings.receiver]).toEqual([
      'SRE error budgets: team US$$HOME',
      '$$f',
      'Error budget exhausted (team US$$HOME)',
      '$$c',
    ]);
    // Of these Grafana expands nothing.
    expect(rule?.data[0]?.model['teams']).toEqual(['US$HOME']);
    expect((await exported('--team', 'US$HOME', '--format', 'json')).out).not.toContain('$$');
  });

  it('with SLOs chosen there are rules on error budgets alone', async () => {
    const { out } = await exported('--slo', 'availability');
    expect(out).toContain('sre-error-budget-exhausted-');
    expect(out).not.toContain('sre-change');
  });
});

it('edges, folder, data source and contact point are the caller’s', async () => {
  const { out } = await exported(
    ...['--change-failure-rate', '20', '--minimum-sample', '5', '--folder', 'Ours'],
    ...['--datasource', 'ours', '--contact-point', 'On call']
  );
  expect(out).toContain('expression: $A >= 20 && $N >= 5');
  // Rules on change have no edge.
  expect(out).toContain('expression: $A >= 1\n');
  const [group] = rulesFile.parse(parse(out)).groups;
  expect(group?.folder).toBe('Ours');
  expect(group?.rules[0]?.notification_settings.receiver).toBe('On call');
  expect(out).not.toContain('stackflow-sre-metrics');
});

it.each([
  ['--minimum-sample', '2.5', 'It must be a whole number over 0.'],
  ['--minimum-sample', '0', 'It must be a whole number over 0.'],
  ['--change-failure-rate', '500', 'It must be a number over 0, and 100 at most.'],
  ['--change-failure-rate', 'x', 'It must be a number over 0, and 100 at most.'],
  ['--change-failure-rate', '-1', 'It must be a number over 0, and 100 at most.'],
])('takes no %s of %s', async (option, value, refusal) => {
  expect(await exported(option, value)).toMatchObject({ status: 2, err: expect.stringContaining(refusal) });
});

it('a runbook is in every rule, after that of the SLO', async () => {
  const { groups } = rulesFile.parse(parse((await exported('--runbook', 'https://wiki/sre')).out));
  const runbooks = groups.flatMap(({ rules }) => rules.map(({ annotations }) => annotations.runbook_url));
  expect(runbooks.filter((runbook) => !runbook?.includes('https://wiki/sre'))).toEqual([]);
  expect(runbooks[0]).toBe(
    '{{ if and .Values.I .Values.I.Labels.runbook_url }}{{ .Values.I.Labels.runbook_url }}{{ else }}https://wiki/sre{{ end }}'
  );
  expect(await exported('--runbook', 'javascript:alert(1)')).toMatchObject({
    status: 2,
    err: expect.stringContaining('It must be a web address'),
  });
});

it('with --policies no rule names a contact point', async () => {
  expect((await exported('--policies')).out).not.toContain('notification_settings');
});

it('as JSON for the API', async () => {
  const group = z.object({ interval: z.number(), rules: z.array(z.looseObject({ ruleGroup: z.string() })) });
  const groups = z.array(group).parse(JSON.parse((await exported('--format', 'json')).out));
  expect(groups.map(({ interval }) => interval)).toEqual([60, 60, 600, 60]);
  expect(groups[0]?.rules[1]).toMatchObject({
    uid: 'sre-error-budget-fast-burn',
    keep_firing_for: '5m',
    orgID: 1,
    notification_settings: { repeat_interval: '4h' },
    annotations: { __panelId__: '3' },
  });
});

describe('as Terraform', () => {
  it('has balanced blocks, and no template of HCL of its own', async () => {
    const { out } = await exported('--format', 'terraform', '--folder', '${a}%{b}');
    expect(out).toMatch(/^resource "grafana_rule_group" "sre_error_budgets" \{\n {2}name = "SRE error budgets"/);
    expect(out).toContain('  interval_seconds = 60\n  rule {\n    name = "Error budget exhausted"');
    // Outside of quoted texts.
    const bare = out.replace(/"(?:[^"\\]|\\.)*"/g, '');
    expect(bare.split('{').length).toBe(bare.split('}').length);
    expect(out.match(/(?<!\$)\$\{|(?<!%)%\{/g)).toBeNull();
    expect(out).toContain('folder_uid = "$${a}%%{b}"');
  });
});

it('as Terraform each choice has resources of its own', async () => {
  const resourcesOf = async (team: string): Promise<readonly string[]> =>
    (await exported('--team', team, '--format', 'terraform')).out.match(/^resource .*/gm) ?? [];
  const [one, other] = [await resourcesOf('pay ments'), await resourcesOf('pay-ments')];
  expect(one).toHaveLength(3);
  expect(one.filter((resource) => other.includes(resource))).toEqual([]);
});

describe('--check', () => {
  let folder: Folder;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => folder.remove());

  it.each(['yaml', 'json', 'terraform'])('finds no difference in what was exported as %s', async (format) => {
    const file = await folder.write(`same.${format}`, (await exported('--team', 'a', '--format', format)).out);
    expect(await exported('--team', 'a', '--format', format, '--check', file)).toMatchObject({
      status: 0,
      out: `${file} is as it would be exported.`,
    });
  });

  it('says what is missing, what is more, and what differs', async () => {
    const rules = (await exported('--team', 'a')).out
      .replace(/uid: sre-error-budget-exhausted-\w+/, 'uid: ours')
      .replace('keepFiringFor: 5m', 'keepFiringFor: 7m');
    const { status, out } = await exported('--team', 'a', '--check', await folder.write('changed.yaml', rules));
    expect(status).toBe(1);
    expect(out.split('\n')).toEqual([
      '"Error budget exhausted (team a)" is missing.',
      '"Error budget exhausted (team a)" is none of these rules.',
      '"Error budget burns very fast (team a)" differs in keepFiringFor.',
    ]);
  });

  it('takes the fields of a rule in any order, and differences within them', async () => {
    const { out } = await exported('--format', 'json');
    const reversed: unknown = JSON.parse(out, (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value
    );
    const check = async (text: string) =>
      await exported('--format', 'json', '--check', await folder.write('order.json', text));
    expect(await check(JSON.stringify(reversed))).toMatchObject({ status: 0 });
    expect(await check(JSON.stringify(reversed).replace('"severity":"page"', '"severity":"ticket"'))).toMatchObject({
      status: 1,
      out: '"Error budget burns very fast" differs in labels.',
    });
  });

  it.each([
    ['yaml', 'interval: 10m', 'interval: 1m', 'The group "SRE DORA metrics" differs in interval.'],
    ['yaml', 'orgId: 1', 'orgId: 2', 'The group "SRE error budgets" differs in orgId.'],
    ['yaml', 'folder: SRE Metrics', 'folder: Ours', 'The group "SRE error budgets" differs in folder.'],
    ['yaml', 'name: SRE change gate', 'name: Gate', '"Changes gated" differs in group.'],
    ['json', '"interval": 600', '"interval": 60', 'The group "SRE DORA metrics" differs in interval.'],
    ['json', '"folderUid": "SRE Metrics"', '"folderUid": "x"', 'The group "SRE error budgets" differs in folderUid.'],
    ['json', '"title": "SRE change gate"', '"title": "Gate"', '"Changes gated" differs in group.'],
  ])('in %s tells that %s is %s', async (format, want, have, sentence) => {
    const { out: text } = await exported('--format', format);
    expect(text).toContain(want);
    const file = await folder.write(`group.${format}`, text.replace(want, have));
    const { status, out } = await exported('--format', format, '--check', file);
    expect({ status, out }).toEqual({ status: 1, out: sentence });
  });

  it('takes a Terraform file with comments and as `terraform fmt` aligns it', async () => {
    const { out: text } = await exported('--format', 'terraform');
    const aligned = text
      .replace(/^(\s*[\w-]+) = /gm, (_, name: string) => `${name.padEnd(24)} = `)
      .replace(/^/, '# Ours\n// since May\n\n');
    const check = async (file: string) =>
      await exported('--format', 'terraform', '--check', await folder.write('aligned.tf', file));
    expect(await check(aligned)).toMatchObject({ status: 0 });
    const lines = aligned.trimEnd().split('\n').slice(0, -1);
    expect(await check(lines.join('\n'))).toMatchObject({
      status: 1,
      out: `The file differs from line ${lines.length + 1} on.`,
    });
    // Within a text every space counts.
    expect(await check(aligned.replace('>= 5 &&', '>=  5 &&'))).toMatchObject({ status: 1 });
  });

  it('tells the line of a Terraform file', async () => {
    const text = (await exported('--format', 'terraform')).out.replace('is_paused = false', 'is_paused = true');
    const { status, out } = await exported('--format', 'terraform', '--check', await folder.write('a.tf', text));
    expect({ status, out }).toEqual({ status: 1, out: 'The file differs from line 12 on.' });
  });

  it('of a file that is none', async () => {
    const { out } = await exported('--check', await folder.write('none.yaml', 'a: 1'));
    expect(out).toBe('The file holds no groups of alert rules.');
    expect(await exported('--check', '/nowhere/at-all')).toMatchObject({
      status: 1,
      err: expect.stringContaining('/nowhere/at-all cannot be read.'),
    });
  });
});
