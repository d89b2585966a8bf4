import { z } from 'zod';

import { PUBLISHED_METRICS } from '../src/model/publishing';
import { listedParameters, readTemplate } from './cloudformation';

const widget = z.object({
  type: z.enum(['metric', 'alarm']),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  properties: z.object({ title: z.string(), metrics: z.array(z.array(z.unknown())).optional() }),
});
const bodySchema = z.object({ start: z.string(), widgets: z.array(widget) });
const alarmSchema = z.object({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Metrics: z.array(z.object({ Expression: z.string(), Period: z.number() })).optional(),
  Period: z.number().optional(),
  EvaluationPeriods: z.number(),
});
const templateSchema = z.object({
  Parameters: z.record(z.string(), z.object({ Description: z.string(), Default: z.union([z.string(), z.number()]) })),
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Condition: z.string().optional(), Properties: z.record(z.string(), z.unknown()) })
  ),
});

const { text, content } = readTemplate('cloudwatch.yaml');
const { Parameters, Resources } = templateSchema.parse(content);
const alarms = Object.entries(Resources)
  .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
  .map(([name, { Properties }]) => ({ name, ...alarmSchema.parse(Properties) }));

/** `Fn::Sub` with its two parts, and an `Fn::If` for each of the body's own variables. */
const substitution = z.tuple([z.string(), z.record(z.string(), z.tuple([z.string(), z.string(), z.string()]))]);

/** The dashboard's JSON as CloudFormation makes it. */
function bodyOf(hasErrorBudgets: boolean): z.infer<typeof bodySchema> {
  const [body, own] = substitution.parse(Resources['Dashboard']?.Properties['DashboardBody']);
  const defaults = Object.entries(Parameters).map(([name, { Default }]) => [name, String(Default)] as const);
  const texts = new Map([...defaults, ['AWS::Region', 'eu-central-1']]);
  const substituted = (part: string): string =>
    part.replace(/\$\{([\w:.]+)\}/g, (reference, name: string) => {
      const [, whenTrue, whenFalse] = own[name] ?? [];
      const chosen = hasErrorBudgets ? whenTrue : whenFalse;
      if (chosen !== undefined) {
        return substituted(chosen);
      }
      return name.endsWith('.Arn') ? `arn:${name}` : (texts.get(name) ?? reference);
    });
  return bodySchema.parse(JSON.parse(substituted(body)));
}

const metricsOf = (hasErrorBudgets: boolean) => JSON.stringify(bodyOf(hasErrorBudgets).widgets);

describe.each([true, false])('the dashboard, with error budgets: %s', (hasErrorBudgets) => {
  it('is JSON without a variable left', () => {
    expect(metricsOf(hasErrorBudgets)).not.toContain('${');
  });

  it('shows all four metrics, and budgets where there are any', () => {
    const shown = metricsOf(hasErrorBudgets);
    expect(PUBLISHED_METRICS.filter((metric) => !shown.includes(metric))).toEqual([]);
    const budgets = ['ErrorBudgetRemaining', 'ErrorBudgetRemainingMinutes', 'Availability'];
    expect(budgets.filter((metric) => shown.includes(`MetricName=\\"${metric}\\"`))).toEqual(
      hasErrorBudgets ? budgets : []
    );
  });

  it('lays widgets side by side, within 24 columns', () => {
    const { widgets } = bodyOf(hasErrorBudgets);
    const apart = (one: z.infer<typeof widget>, other: z.infer<typeof widget>) =>
      one.x + one.width <= other.x ||
      other.x + other.width <= one.x ||
      one.y + one.height <= other.y ||
      other.y + other.height <= one.y;
    expect(widgets.filter(({ x, width }) => x + width > 24)).toEqual([]);
    const pairs = widgets.flatMap((one, index) => widgets.slice(index + 1).map((other) => [one, other] as const));
    expect(pairs.filter(([one, other]) => !apart(one, other))).toEqual([]);
  });
});

it('reads each metric by the statistic that is right for it', () => {
  const statistics = alarms
    .filter(({ name }) => name !== 'PublishingSilent')
    .flatMap(({ MetricName, Statistic, ExtendedStatistic }) =>
      MetricName === undefined ? [] : [[MetricName, Statistic ?? ExtendedStatistic]]
    );
  expect(Object.fromEntries(statistics)).toEqual({
    DeploymentFrequency: 'Sum',
    LeadTime: 'p50',
    MTTR: 'Average',
    ChangeFailureRate: 'Average',
  });
});

it('looks back no further than CloudWatch does', () => {
  const range = ({ Period = 0, EvaluationPeriods }: { Period?: number | undefined; EvaluationPeriods: number }) =>
    Period * EvaluationPeriods;
  expect(alarms.filter((alarm) => range(alarm) > 7 * 86_400)).toEqual([]);
  // Queries of alarms see three hours.
  const queries = alarms.flatMap(({ Metrics = [], EvaluationPeriods }) =>
    Metrics.map(({ Period }) => range({ Period, EvaluationPeriods }))
  );
  expect(queries).toEqual([3 * 3600]);
});

it('has no alarm on the four metrics until an edge is chosen', () => {
  const conditions = Object.entries(Resources).flatMap(([name, { Condition }]) =>
    Condition === undefined ? [] : [[name, Condition]]
  );
  expect(Object.fromEntries(conditions)).toMatchObject({
    DeploymentFrequencyLow: 'HasFrequencyAlarm',
    LeadTimeHigh: 'HasLeadTimeAlarm',
    MttrHigh: 'HasMttrAlarm',
    ChangeFailureRateHigh: 'HasFailureAlarm',
  });
  const defaults = ['DeploymentsPerWeek', 'LeadTimeSeconds', 'MttrSeconds', 'ChangeFailureRatePercent'];
  expect(defaults.map((name) => Parameters[name]?.Default)).toEqual([-1, 0, 0, 0]);
});

it('says of which days the failure rate is', () => {
  expect(Resources['ChangeFailureRateHigh']?.Properties['AlarmDescription']).toContain('three to seven days old');
});

it('has its parameters in the README', () => {
  expect(listedParameters('Dashboard and alarms in CloudWatch')).toEqual(Object.keys(Parameters));
});

it('uses no alias of YAML, which CloudFormation does not know', () => {
  expect(text).not.toMatch(/[:-] [&*]\w/);
});
