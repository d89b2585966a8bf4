import { createDataFrame } from '@grafana/data';
import type { DataQueryResponse } from '@grafana/data';

import { withLineNames } from './line-names';

const LOOK = { unit: 'percent', min: 0 };

const frame = (custom: Record<string, unknown> | undefined) =>
  createDataFrame({
    refId: 'A',
    fields: [
      { name: 'Time', values: [0] },
      { name: 'Remaining', values: [1], config: LOOK },
      { name: 'Remaining', values: [2], config: LOOK },
    ],
    meta: { custom },
  });

const lineLabels = {
  service: [null, 'checkout', 'search'],
  slo: [null, 'strict', 'strict'],
  team: [null, 'Sales', null],
};

const configs = ({ data }: DataQueryResponse) =>
  data.flatMap(({ fields }: ReturnType<typeof frame>) => fields.map(({ config }) => config));

test.each<[string, unknown, readonly unknown[]]>([
  ['a pattern of labels', '{service}: {slo}', [{}, 'checkout: strict', 'search: strict']],
  ['a list', [null, 'one', null], [{}, 'one', undefined]],
])('lines get their names by %s, and keep their look', (_, lineNames, [time, ...names]) => {
  const [first, ...lines] = configs(withLineNames({ data: [frame({ days: 1, lineLabels, lineNames })] }));
  expect(first).toEqual(time);
  expect(lines).toEqual(names.map((name) => (name === undefined ? LOOK : { ...LOOK, displayNameFromDS: name })));
});

test('lines get their labels back, and only those that they have', () => {
  const { data } = withLineNames({ data: [frame({ lineLabels, lineNames: '{service}' })] });
  expect((data as ReturnType<typeof frame>[])[0]?.fields.map(({ labels }) => labels)).toEqual([
    undefined,
    { service: 'checkout', slo: 'strict', team: 'Sales' },
    { service: 'search', slo: 'strict' },
  ]);
});

test.each([[undefined], [{ days: 1 }], [{ lineLabels, lineNames: 7 }]])(
  'an answer that tells none is as it came (%#)',
  (custom) => {
    const asIs = frame(custom);
    expect(withLineNames({ data: [asIs] }).data).toEqual([asIs]);
  }
);
