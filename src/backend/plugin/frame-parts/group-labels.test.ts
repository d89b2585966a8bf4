import fc from 'fast-check';

import { groupLabels, serviceName, teamName } from './group-labels';

it.each([
  [null, '(no team)'],
  ['Sales', 'Sales'],
  ['(no team)', '"(no team)"'],
  ['"(no team)"', '""(no team)""'],
  ['(no service)', '(no service)'],
])('the team %j is shown as %s', (team, expected) => {
  expect(teamName(team)).toBe(expected);
});

it('two teams, or services, never look the same', () => {
  const name = fc.option(
    fc.oneof(
      fc.constantFrom('(no team)', '(no service)'),
      fc.string({ unit: fc.constantFrom('"', '(no team)', '(no service)', 'a') })
    )
  );
  fc.assert(
    fc.property(name, name, (one, other) => {
      expect(teamName(one) === teamName(other)).toBe(one === other);
      expect(serviceName(one) === serviceName(other)).toBe(one === other);
    })
  );
});

it('labels of a team that is called like nobody differ from those of nobody', () => {
  expect([null, '(no team)'].map((team) => groupLabels({ by: 'team', team }))).toEqual([
    { team: '(no team)' },
    { team: '"(no team)"' },
  ]);
});
