import type { Reader } from '../aurora/reader';
import { checkNames } from './catalogue';

it('lists unknown names in the order they were asked in, however PostgreSQL came by them', async () => {
  const rows = [
    { kind: 'team', name: 'b' },
    { kind: 'service', name: 'a' },
    { kind: 'service', name: 'c' },
  ];
  // The rows' shape is the statement's.
  const reader: Reader = { run: <Row>() => Promise.resolve(rows as unknown as readonly Row[]) };
  const scope = { services: ['c', 'known', 'a', 'c'], teams: ['b'], tiers: [] };
  const { unknown } = await checkNames(reader, scope, new AbortController().signal);
  expect(unknown.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['service c', 'service a', 'team b']);
});
