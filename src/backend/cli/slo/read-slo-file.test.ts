import { openSlo } from '../../../../test/support/slo-files';
import { readSloFile } from './read-slo-file';

const UPTIME = {
  service: 'Shop',
  name: 'uptime',
  targetPercent: 99.9,
  windowDays: 30,
  enabled: true,
  runbookUrl: null,
};
const definitions = (text: string) => readSloFile(text).slos.map(({ definition }) => definition);
const complaints = (text: string) =>
  readSloFile(text).complaints.map(({ line, column, reason }) => `${line} ${column ?? '-'}: ${reason}`);

it('reads an SLO', () => {
  expect(readSloFile(openSlo())).toMatchObject({
    slos: [{ definition: UPTIME, monitoredSince: null, serviceLine: 6 }],
    complaints: [],
    notes: [],
  });
});

it.each([
  ['documents', `${openSlo()}\n---\n${openSlo({ name: 'other' })}\n---\n`],
  ['a list', [openSlo(), openSlo({ name: 'other' })].map((text) => `- ${text.replaceAll('\n', '\n  ')}`).join('\n')],
  ['comments and no end', `# ours\n\n${openSlo()}\n...\n---\n# more\n${openSlo({ name: 'other' })}`],
])('reads %s', (_, text) => {
  expect(definitions(text)).toEqual([UPTIME, { ...UPTIME, name: 'other' }]);
});

it('reads JSON', () => {
  const spec = {
    service: 'Shop',
    indicatorRef: 'availability',
    timeWindow: [{ duration: '30d', isRolling: true }],
    budgetingMethod: 'Timeslices',
    objectives: [{ target: 0.999, timeSliceTarget: 1, timeSliceWindow: '1m' }],
  };
  const object = { apiVersion: 'openslo/v1', kind: 'SLO', metadata: { name: 'uptime' }, spec };
  expect(definitions(JSON.stringify([object]))).toEqual([UPTIME]);
});

it.each(['', '---\n', '# nothing\n', 'null', '---\n---\n'])('finds nothing in %j', (text) => {
  expect(readSloFile(text)).toMatchObject({ slos: [], complaints: [], notes: [] });
});

it.each([
  ['target: 0.99995', 99.995],
  ['target: 0.9999', 99.99],
  ['target: 0.29', 29],
  ['target: 1', 100],
  ['target: 1e-6', 0.0001],
  ['targetPercent: 99.995', 99.995],
  ['targetPercent: 100', 100],
])('%s is %d percent', (target, targetPercent) => {
  expect(definitions(openSlo({ replace: { target } }))).toEqual([{ ...UPTIME, targetPercent }]);
});

it.each([
  ['1d', 1],
  ['4w', 28],
  ['24h', 1],
  ['1440m', 1],
  ['365d', 365],
])('%s is %i days', (duration, windowDays) => {
  expect(definitions(openSlo({ replace: { duration: `duration: ${duration}` } }))).toEqual([{ ...UPTIME, windowDays }]);
});

it.each([
  ['a display name', { name: 'name: up\n  displayName: " Up & running "' }, { name: 'Up & running' }],
  [
    'labels and a description',
    { name: 'name: uptime\n  labels: { env: [prod] }', service: 'service: Shop\n  description: So.' },
    {},
  ],
  ['an annotation of others', { name: 'name: uptime\n  annotations: { openslo.com/a: b }' }, {}],
  [
    'an SLO that is disabled',
    { name: 'name: uptime\n  annotations: { sre-metrics/enabled: "false" }' },
    { enabled: false },
  ],
  [
    'an SLO that is disabled by a boolean',
    { name: 'name: uptime\n  annotations: { sre-metrics/enabled: false }' },
    { enabled: false },
  ],
  ['an SLO that is enabled', { name: 'name: uptime\n  annotations: { sre-metrics/enabled: "true" }' }, {}],
  ['a window without a word on rolling', { isRolling: null }, {}],
  ['slices in minutes', { timeSliceWindow: 'timeSliceWindow: 1' }, {}],
  [
    'our indicator inline',
    {
      indicatorRef:
        'indicator:\n    metadata: { name: availability }\n    spec: { ratioMetric: { counter: false, good: { metricSource: { type: stackflow, spec: {} } }, total: { metricSource: { type: stackflow } } } }',
    },
    {},
  ],
])('takes %s', (_, replace, definition) => {
  expect(readSloFile(openSlo({ replace }))).toMatchObject({
    slos: [{ definition: { ...UPTIME, ...definition } }],
    complaints: [],
  });
});

it.each([
  [{ apiVersion: 'apiVersion: openslo/v1alpha' }, '1 apiVersion: must be openslo/v1'],
  [{ apiVersion: null }, '1 apiVersion: must be openslo/v1'],
  [{ kind: 'kind: Slo' }, '2 kind: is not a kind of OpenSLO'],
  [{ name: 'title: x' }, /^4 metadata.title: is not a field|3 metadata.name: is missing/],
  [{ name: 'name: Up time' }, /^4 metadata.name: must be lower-case letters/],
  [{ name: 'name: up\n  displayName: ""' }, '5 metadata.displayName: is missing; enter a name'],
  [
    { name: 'name: up\n  annotations: { sre-metrics/enabled: no }' },
    '5 metadata.annotations.sre-metrics/enabled: must be "true" or "false"',
  ],
  [
    { name: 'name: up\n  annotations: { sre-metrics/enable: "no" }' },
    '5 metadata.annotations.sre-metrics/enable: is no annotation known here',
  ],
  [{ service: null }, "6 spec.service: is missing; enter a service's name"],
  [{ service: 'service: 7' }, '6 spec.service: must be a text'],
  [{ indicatorRef: null }, '6 spec.indicatorRef: is missing; enter availability, and no indicator beside it'],
  [{ indicatorRef: 'indicatorRef: latency' }, /^7 spec.indicatorRef: must be availability/],
  [
    { indicatorRef: 'indicator: { metadata: { name: errors }, spec: {} }' },
    /^7 spec.indicator.metadata.name: must be availability/,
  ],
  [
    {
      indicatorRef:
        'indicator: { metadata: { name: availability }, spec: { ratioMetric: { good: { metricSource: { type: Prometheus } } } } }',
    },
    /^7 spec.indicator.spec.ratioMetric.good/,
  ],
  [
    { duration: 'duration: 1M' },
    '9 spec.timeWindow[0].duration: must be a fixed length such as 30d or 4w: months, quarters and years differ in theirs',
  ],
  [{ duration: 'duration: 36h' }, '9 spec.timeWindow[0].duration: must be whole days'],
  [{ duration: 'duration: 366d' }, '9 spec.timeWindow[0].duration: must be at most 365'],
  [{ duration: 'duration: 0d' }, '9 spec.timeWindow[0].duration: must be at least 1'],
  [{ isRolling: 'isRolling: false' }, /^10 spec.timeWindow\[0\].isRolling: is a calendar window/],
  [
    { isRolling: 'calendar: { startTime: 2026-01-01 00:00:00, timeZone: UTC }' },
    /^10 spec.timeWindow\[0\].calendar: is a calendar window/,
  ],
  [
    { timeWindow: 'timeWindow: []', duration: null, isRolling: null },
    '8 spec.timeWindow: must be a list of one window',
  ],
  [
    { budgetingMethod: 'budgetingMethod: Occurrences' },
    '11 spec.budgetingMethod: must be Timeslices: time is counted here, not events',
  ],
  [
    { timeSliceWindow: 'timeSliceWindow: 1m\n    - target: 0.9' },
    '13 spec.objectives: must be a list of one objective',
  ],
  [{ target: 'target: 99.9' }, '13 spec.objectives[0].target: must be at most 100'],
  [{ target: 'target: 0' }, '13 spec.objectives[0].target: must be over 0'],
  [{ target: 'target: 0.9999999' }, '13 spec.objectives[0].target: must have at most 4 decimals'],
  [{ target: 'targetPercent: 100.1' }, '13 spec.objectives[0].targetPercent: must be at most 100'],
  [{ target: 'target: "0.999"' }, '13 spec.objectives[0].target: must be a number, such as 0.999'],
  [{ target: 'displayName: none' }, /^13 spec.objectives\[0\].target: is missing; enter a fraction/],
  [{ target: 'target: 0.9\n      targetPercent: 90' }, /^13 spec.objectives\[0\].target: .*not both/],
  [{ target: 'target: 0.9\n      op: gt' }, /^14 spec.objectives\[0\].op: compares an indicator/],
  [{ timeSliceTarget: 'timeSliceTarget: 0.95' }, /^14 spec.objectives\[0\].timeSliceTarget: must be 1/],
  [{ timeSliceWindow: 'timeSliceWindow: 5m' }, /^15 spec.objectives\[0\].timeSliceWindow: must be 1m/],
  [{ timeSliceWindow: 'timeSlicewindow: 1m' }, /timeSlice[Ww]indow/],
])('refuses %j, naming line and field', (replace, complaint) => {
  const all = complaints(openSlo({ replace }));
  expect(all).toContainEqual(typeof complaint === 'string' ? complaint : expect.stringMatching(complaint));
  expect(definitions(openSlo({ replace }))).toEqual([]);
});

it.each([
  ['a: [1', /^1 -: is not YAML: Flow sequence/],
  ['kind: SLO\nkind: SLO', '2 -: is not YAML: Map keys must be unique'],
  ['just text', '1 -: is no OpenSLO object'],
  ['- 7\n- apiVersion: v1\n  kind: Pod', '1 -: is no OpenSLO object'],
  ['- 7\n- apiVersion: v1\n  kind: Pod', '2 apiVersion: must be openslo/v1'],
  ['\u0000', /^1 /],
])('tells what %j is not', (text, complaint) => {
  expect(complaints(text)).toContainEqual(typeof complaint === 'string' ? complaint : expect.stringMatching(complaint));
});

it('survives aliases that grow without bounds', () => {
  const bomb = ['a: &a0 [x]', ...Array.from({ length: 30 }, (_, n) => `b${n}: &a${n + 1} [*a${n}, *a${n}, *a${n}]`)];
  expect(complaints(bomb.join('\n'))).toEqual(['1 -: is no OpenSLO object']);
});

it('tells everything that is wrong, in every document, and still reads the rest', () => {
  const text = [
    openSlo({ replace: { target: 'target: 2', duration: 'duration: 400d' } }),
    openSlo({ name: 'good' }),
    openSlo({ name: 'bad', replace: { budgetingMethod: null } }),
    'a: [1',
  ].join('\n---\n');
  expect(complaints(text)).toEqual([
    '13 spec.objectives[0].target: must be at most 100',
    '9 spec.timeWindow[0].duration: must be at most 365',
    expect.stringMatching(/^38 spec.budgetingMethod: must be Timeslices/),
    expect.stringMatching(/is not YAML/),
  ]);
  expect(definitions(text)).toMatchObject([{ name: 'good' }]);
});

it('refuses the same SLO twice, by the name it is known by', () => {
  const twice = `${openSlo()}\n---\n${openSlo({ name: 'name-of-object', replace: { name: 'name: x\n  displayName: uptime' } })}`;
  expect(complaints(twice)).toEqual(['17 -: is the same SLO as on line 1: "uptime" of Shop']);
  expect(complaints(`${openSlo()}\n---\n${openSlo({ service: 'Search' })}`)).toEqual([]);
});

it('leaves other kinds alone, and says so', () => {
  const text = `apiVersion: openslo/v1\nkind: Service\nmetadata: { name: shop }\nspec: {}\n---\n${openSlo({
    replace: { budgetingMethod: 'budgetingMethod: Timeslices\n  alertPolicies: [{ alertPolicyRef: page }]' },
  })}`;
  expect(readSloFile(text)).toMatchObject({
    slos: [{ definition: UPTIME }],
    complaints: [],
    notes: [
      'line 1: Service "shop" is left alone; only SLOs are read.',
      "line 17: spec.alertPolicies is left alone; Grafana's alert rules cover every SLO.",
    ],
  });
});
