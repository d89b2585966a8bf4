import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';
import type { CollectionTag, ScalarTag } from 'yaml';
import { z } from 'zod';

import { GITHUB_VARIABLES } from '../src/backend/worker/github/api-settings';
import { WORKER_VARIABLES } from '../src/backend/worker/config/variables';
import { AUTH_VARIABLE } from '../src/backend/worker/iam-sign-in';
import { SECRET_VARIABLES } from '../src/backend/worker/lambda/secrets';
import { LAMBDA_ENTRIES } from './lambda-bundles';
import { ROOT } from './paths';

/** CloudFormation's short forms are read as what they hold. */
const SHORT_FORMS = ['Ref', 'Sub', 'GetAtt', 'If', 'Equals', 'Not', 'Condition'].flatMap(
  (name): (ScalarTag | CollectionTag)[] => [
    { tag: `!${name}`, resolve: (text: string) => text },
    { tag: `!${name}`, collection: 'seq' },
  ]
);

const variables = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) });
const statement = z.object({ Sid: z.string(), Effect: z.string(), Resource: z.unknown() });

const templateSchema = z.object({
  Parameters: z.record(z.string(), z.object({ Description: z.string() })),
  Globals: z.object({ Function: variables.extend({ Handler: z.literal('index.handler'), Runtime: z.string() }) }),
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()) })),
});

const text = readFileSync(join(ROOT, 'deploy/template.yaml'), 'utf8');
const template = templateSchema.parse(parse(text, { customTags: SHORT_FORMS }));
const readme = readFileSync(join(ROOT, 'deploy/README.md'), 'utf8');
const ofType = (type: string) => Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
const functions = ofType('AWS::Serverless::Function');

const KNOWN = [
  ...Object.values(WORKER_VARIABLES),
  ...Object.values(GITHUB_VARIABLES),
  ...Object.values(SECRET_VARIABLES),
  AUTH_VARIABLE,
];

it('has every function that is built, and no other', () => {
  const folders = functions.map(([name, { Properties }]) => [name, Properties['CodeUri']]);
  expect(folders).toEqual(Object.keys(LAMBDA_ENTRIES).map((name) => [name, `../artifacts/lambda/${name}`]));
});

it('sets variables that the program knows', () => {
  const set = [template.Globals.Function, ...functions.map(([, { Properties }]) => variables.parse(Properties))];
  const names = set.flatMap(({ Environment }) => Object.keys(Environment.Variables));
  expect(names.filter((name) => name.startsWith('SRE_METRICS_') && !KNOWN.some((known) => known === name))).toEqual([]);
});

it('allows everything on everything nowhere but where AWS takes nothing narrower', () => {
  const roles = ofType('AWS::IAM::Role').map(([, { Properties }]) => JSON.stringify(Properties));
  const statements = roles.flatMap((role) => statementsOf(JSON.parse(role)));
  expect(statements.length).toBeGreaterThan(0);
  const wide = statements.filter(({ Effect, Resource }) => Effect === 'Allow' && Resource === '*');
  expect(wide.map(({ Sid }) => Sid)).toEqual(['AttachToVpc']);
  expect(text).not.toMatch(/Action: '?\*|:\*'?$/m);
});

it('uses no alias of YAML, which CloudFormation does not know', () => {
  expect(text).not.toMatch(/[:-] [&*]\w/);
});

it('has its parameters in the README, with what they mean', () => {
  const [, table = ''] = readme.split(/^\| parameter .*$/m);
  const [rows = ''] = table.split('\n\n', 1);
  const listed = Array.from(rows.matchAll(/^\| `(\w+)` /gm), ([, name]) => name);
  expect(listed).toEqual(Object.keys(template.Parameters));
});

/** The statements anywhere in a value. */
function statementsOf(value: unknown): z.infer<typeof statement>[] {
  const own = statement.safeParse(value);
  if (own.success) {
    return [own.data];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(statementsOf) : [];
}
