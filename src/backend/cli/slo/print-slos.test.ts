import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';

import { MAX_WINDOW_DAYS, sloDefinitionSchema } from '../../../model/slo';
import type { SloDefinition } from '../../../model/slo';
import { printSlos } from './print-slos';
import { readSloFile } from './read-slo-file';

const UPTIME = {
  service: 'Shop',
  name: 'Up & running',
  targetPercent: 99.995,
  windowDays: 30,
  enabled: true,
  runbookUrl: null,
};

it('prints an SLO as OpenSLO', () => {
  expect(printSlos([UPTIME])).toBe(`apiVersion: openslo/v1
kind: SLO
metadata:
  name: shop-up-running
  displayName: Up & running
spec:
  service: Shop
  indicatorRef: availability
  timeWindow:
    - duration: 30d
      isRolling: true
  budgetingMethod: Timeslices
  objectives:
    - target: 0.99995
      timeSliceTarget: 1
      timeSliceWindow: 1m
`);
});

it('marks an SLO that is disabled', () => {
  expect(printSlos([{ ...UPTIME, enabled: false }])).toContain('  annotations:\n    sre-metrics/enabled: "false"\n');
});

it('writes where its runbook is', () => {
  expect(printSlos([{ ...UPTIME, runbookUrl: 'https://wiki.example/a?b=c#d' }])).toContain(
    '  annotations:\n    sre-metrics/runbook-url: https://wiki.example/a?b=c#d\n'
  );
});

it('prints nothing for none', () => {
  expect(printSlos([])).toBe('');
});

const OBJECT_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

it.each([
  [
    ['Up', 'up', 'UP!'],
    ['shop-up', 'shop-up-2', 'shop-up-3'],
  ],
  [['été'], ['shop-ete']],
  [
    ['可用性', '稼働率'],
    ['shop', 'shop-2'],
  ],
  [
    ['n'.repeat(100), 'n'.repeat(101)],
    [`shop-${'n'.repeat(58)}`, `shop-${'n'.repeat(56)}-2`],
  ],
])('names the objects of %j', (names, objects) => {
  const text = printSlos(names.map((name) => ({ ...UPTIME, name })));
  const printed = parseAllDocuments(text).map((document) => document.getIn(['metadata', 'name']) as string);
  expect(printed).toEqual(objects);
  printed.forEach((name) => expect(name).toMatch(OBJECT_NAME));
});

const names = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    'yes',
    'no',
    'null',
    '~',
    '1.0',
    '0x1f',
    '---',
    '...',
    '# no',
    '- a',
    'a: b',
    '*a',
    '&a',
    '!a',
    '"',
    "'",
    '|',
    'on\nfire',
    '\t'
  )
);
const slos: fc.Arbitrary<SloDefinition[]> = fc.uniqueArray(
  fc
    .record({
      service: names,
      name: names,
      targetPercent: fc.integer({ min: 1, max: 1_000_000 }).map((tenThousandths) => tenThousandths / 10_000),
      windowDays: fc.integer({ min: 1, max: MAX_WINDOW_DAYS }),
      enabled: fc.boolean(),
      runbookUrl: fc.option(fc.webUrl()),
    })
    .filter((slo) => sloDefinitionSchema.safeParse(slo).success)
    .map((slo) => sloDefinitionSchema.parse(slo)),
  { selector: ({ service, name }) => JSON.stringify([service, name]), maxLength: 8 }
);

it('prints what reads as the same SLOs, whatever their names and numbers', () => {
  fc.assert(
    fc.property(slos, (definitions) => {
      const { slos: read, complaints } = readSloFile(printSlos(definitions));
      expect(complaints).toEqual([]);
      expect(read.map(({ definition }) => definition)).toEqual(definitions);
    }),
    { numRuns: 300 }
  );
});
