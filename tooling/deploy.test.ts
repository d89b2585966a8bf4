import { z } from 'zod';

import { GITHUB_VARIABLES } from '../src/backend/environment/github-api-settings';
import { AUTH_VARIABLE } from '../src/backend/environment/iam-sign-in';
import { CLOUDWATCH_VARIABLES } from '../src/backend/environment/read-publishing';
import { WORKER_VARIABLES } from '../src/backend/environment/variables';
import { SYNC_FUNCTION_VARIABLE } from '../src/backend/lambda/github-sync-handler';
import { SECRET_VARIABLES } from '../src/backend/lambda/secrets';
import { listedParameters, readTemplate } from './cloudformation';
import type { LAMBDA_ENTRIES } from './lambda-bundles';

const variables = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) });
const statement = z.object({
  Sid: z.string(),
  Effect: z.string(),
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});

const templateSchema = z.object({
  Parameters: z.record(z.string(), z.object({ Description: z.string() })),
  Globals: z.object({
    Function: variables.extend({ Handler: z.literal('index.handler'), Runtime: z.string(), Layers: z.unknown() }),
  }),
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
  SYNC_FUNCTION_VARIABLE,
];

it('runs every bundle that is built, and no other; that of the sync answers the webhook, too', () => {
  const folder = (name: keyof typeof LAMBDA_ENTRIES) => `../artifacts/lambda/${name}`;
  expect(functions.map(([name, { Properties }]) => [name, Properties['CodeUri']])).toEqual([
    ['StackFlowGitHubSync', folder('StackFlowGitHubSync')],
    ['StackFlowGitHubWebhook', folder('StackFlowGitHubSync')],
    ['StackFlowPublishMetrics', folder('StackFlowPublishMetrics')],
  ]);
});

it("gives everything with a name of its own the stack's as a prefix, so that two stacks fit an account", () => {
  const resources = Object.entries(template.Resources);
  const named = resources.flatMap(([name, { Properties }]) =>
    ['FunctionName', 'LogGroupName'].flatMap((key) =>
      // A reference, as permissions have one, is one already.
      typeof Properties[key] === 'string' && !(Properties[key] in template.Resources) ? [[name, Properties[key]]] : []
    )
  );
  const functionName = (name: string) => '${AWS::StackName}-' + name;
  expect(Object.fromEntries(named)).toMatchObject({
    StackFlowGitHubSync: functionName('StackFlowGitHubSync'),
    StackFlowGitHubWebhook: functionName('StackFlowGitHubWebhook'),
    StackFlowPublishMetrics: functionName('StackFlowPublishMetrics'),
  });
  expect(named.filter(([, name]) => !name?.includes('${AWS::StackName}') && !/\.Arn$|Logs$/.test(name ?? ''))).toEqual(
    []
  );
  // What alarms count is a stack's own, too; AWS's metrics are known by the function.
  const namespaces = Array.from(
    text.matchAll(/(?:Metric)?Namespace: (!Sub )?(StackFlow\/SREMetrics\S*)/g),
    ([, , name]) => name
  );
  expect(new Set(namespaces)).toEqual(new Set(['StackFlow/SREMetrics/${AWS::StackName}']));
});

it('reserves concurrency for the webhook apart from the sync, and leads the URL to it', () => {
  const reserved = functions.map(([name, { Properties }]) => [name, Properties['ReservedConcurrentExecutions']]);
  expect(Object.fromEntries(reserved)).toMatchObject({
    StackFlowGitHubSync: 'ReservedConcurrency',
    StackFlowGitHubWebhook: 'WebhookConcurrency',
  });
  const callers = [...ofType('AWS::Lambda::Url'), ...ofType('AWS::Lambda::Permission')];
  const called = callers.map(([, { Properties }]) => Properties['TargetFunctionArn'] ?? Properties['FunctionName']);
  expect(new Set(called)).toEqual(new Set(['StackFlowGitHubWebhook.Arn']));
});

it('takes the authorities from a file, which a layer may bring', () => {
  expect(template.Globals.Function.Environment.Variables['NODE_EXTRA_CA_CERTS']).toBe('CaFile');
  expect(JSON.stringify(template.Globals)).toContain('CaLayerArn');
});

it('sets variables that the program knows', () => {
  const set = [template.Globals.Function, ...functions.map(([, { Properties }]) => variables.parse(Properties))];
  const names = set.flatMap(({ Environment }) => Object.keys(Environment.Variables));
  expect(names.filter((name) => name.startsWith('SRE_METRICS_') && !KNOWN.some((allowed) => allowed === name))).toEqual(
    []
  );
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
