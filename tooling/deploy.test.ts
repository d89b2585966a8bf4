import { z } from 'zod';

import { GITHUB_VARIABLES } from '../src/backend/environment/github-api-settings';
import { AUTH_VARIABLE } from '../src/backend/environment/iam-sign-in';
import { CLOUDWATCH_VARIABLES } from '../src/backend/environment/read-publishing';
import { WORKER_VARIABLES } from '../src/backend/environment/variables';
import { SECRET_VARIABLES } from '../src/backend/lambda/secrets';
import { listedParameters, readTemplate } from './cloudformation';
import { LAMBDA_ENTRIES } from './lambda-bundles';

const variables = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) });
const statement = z.object({
  Sid: z.string(),
  Effect: z.string(),
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});

const templateSchema = z.object({
  Parameters: z.record(z.string(), z.object({ Description: z.string() })),
  Globals: z.object({ Function: variables.extend({ Handler: z.literal('index.handler'), Runtime: z.string() }) }),
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()) })),
});

const { text, content } = readTemplate('template.yaml');
const template = templateSchema.parse(content);
const ofType = (type: string) => Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
const functions = ofType('AWS::Serverless::Function');

const KNOWN = [
  ...Object.values(WORKER_VARIABLES),
  ...Object.values(GITHUB_VARIABLES),
  ...Object.values(CLOUDWATCH_VARIABLES),
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
  const grants = [...ofType('AWS::IAM::Role'), ...ofType('AWS::IAM::ManagedPolicy')];
  const statements = grants.flatMap(([, { Properties }]) => statementsOf(Properties));
  expect(statements.length).toBeGreaterThan(0);
  const wide = statements.filter(({ Effect, Resource }) => Effect === 'Allow' && Resource === '*');
  expect(wide.map(({ Sid }) => Sid)).toEqual(['PublishMetrics', 'ReadBack', 'AttachToVpc']);
  const publish = wide.find(({ Sid }) => Sid === 'PublishMetrics');
  expect(publish?.Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': ['Namespace', 'SloNamespace'] } });
  expect(text).not.toMatch(/Action: '?\*|:\*'?$/m);
});

it('uses no alias of YAML, which CloudFormation does not know', () => {
  expect(text).not.toMatch(/[:-] [&*]\w/);
});

it('has its parameters in the README, with what they mean', () => {
  expect(listedParameters('Deploy')).toEqual(Object.keys(template.Parameters));
});

/** The statements anywhere in a value. */
function statementsOf(value: unknown): z.infer<typeof statement>[] {
  const own = statement.safeParse(value);
  if (own.success) {
    return [own.data];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(statementsOf) : [];
}
