import { Option } from 'commander';
import type { Command } from 'commander';

import { REPLAYED_RULES, LEFT_OUT_RULES, sampledRule } from '../../../../alerting/replayed-rules';
import { badRequest } from '../../../model/failure';
import { clientReader } from '../../aurora/client-reader';
import { budgetHistory } from '../../metrics/alert-replay/history';
import { replay, replaySampled } from '../../metrics/alert-replay/replay';
import type { Firing } from '../../metrics/alert-replay/replay';
import type { RuleInReplay } from '../../metrics/alert-replay/rules';
import { sampledServices } from '../../metrics/alert-replay/sample-history';
import { unknownNames } from '../../metrics/catalogue';
import type { TimeRange } from '../../metrics/time-range';
import { connectionConfig } from '../../environment/connection';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { visible } from '../files/bad-file';
import { NEVER } from '../never';
import type { Output } from '../output/output';
import { parsePastTime } from '../past-time';
import { withClient } from '../../environment/with-client';
import { addEdgeOptions, edgesOf } from './edge-options';
import type { EdgeOptions } from './edge-options';
import { firingLines, leftOutLines, perDayLine, ruleLines } from './replay-report';

interface ReplayOptions extends EdgeOptions {
  readonly from: Date;
  readonly to?: Date;
  readonly service: readonly string[];
  readonly team: readonly string[];
  readonly each?: boolean;
  readonly url?: string;
}

const time = (text: string) => parsePastTime(text);

/** `sre-metrics alerts replay`. */
export function addReplay(alerts: Command, output: Output, env: NodeJS.ProcessEnv): void {
  const command = alerts
    .command('replay')
    .description('tell which alerts would have fired, had the rules been evaluated all the time')
    .addOption(
      new Option('--from <time>', 'begin of the history: a date, a time with its zone, or an age such as 90d')
        .argParser(time)
        .makeOptionMandatory()
    )
    .addOption(new Option('--to <time>', 'its end (default: now)').argParser(time))
    .addOption(new Option('--service <name...>', 'only these services').default([], 'every service'))
    .addOption(new Option('--team <name...>', 'only the services of these teams').default([], 'every team'))
    .addOption(new Option('--each', 'print every alert, too'))
    .addOption(urlOption());
  addEdgeOptions(command)
    .addHelpText(
      'after',
      '\nWhat counts are the records as they are now: what was entered late would not have fired in time.'
    )
    .addHelpText('after', CONNECTION_HELP)
    .action(async (options: ReplayOptions) => {
      (await replayedLines(options, env)).forEach((line) => output.out(visible(line)));
    });
}

async function replayedLines(
  { from, to = new Date(), service: services, team: teams, each = false, url, ...options }: ReplayOptions,
  env: NodeJS.ProcessEnv
): Promise<string[]> {
  const range: TimeRange = { fromMs: from.getTime(), toMs: to.getTime() };
  if (range.fromMs >= range.toMs) {
    throw badRequest('--from must be before --to.');
  }
  const scope = { services, teams, tiers: [], slos: [] };
  return await withClient(connectionConfig(url, env), 'replayAlerts', async (client) => {
    const reader = clientReader(client);
    const [unknown] = await unknownNames(reader, scope, NEVER);
    if (unknown !== undefined) {
      throw badRequest(`There is no service or team "${unknown.name}".`, 'Both are known by their exact name.');
    }
    const sampled = sampledRule(edgesOf(options));
    const history = await budgetHistory(reader, scope, range, NEVER);
    const counted = await sampledServices(reader, sampled.condition.windowMinutes, { scope, range }, NEVER);
    const firings: ReadonlyArray<Firing<RuleInReplay>> = [
      ...replay(history, REPLAYED_RULES),
      ...replaySampled(counted, sampled, range),
    ];
    return [
      ...(each ? firingLines(firings) : []),
      ...ruleLines([...REPLAYED_RULES, sampled], firings),
      ...leftOutLines(LEFT_OUT_RULES),
      perDayLine(firings, range.toMs - range.fromMs),
    ];
  });
}
