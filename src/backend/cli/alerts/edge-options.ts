import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

import { DEFAULT_EDGES } from '../../../../alerting/dora-rules';
import type { DoraEdges } from '../../../../alerting/dora-rules';

/** The edges of the rules on DORA metrics, as options. */
export interface EdgeOptions {
  readonly leadTimeHours?: number;
  readonly mttrHours?: number;
  readonly changeFailureRate: number;
  readonly minimumSample: number;
}

const HOUR_SECONDS = 3600;

export function addEdgeOptions(command: Command): Command {
  const { changeFailureRatePercent, minimumSample } = DEFAULT_EDGES;
  return command
    .addOption(edge('--change-failure-rate <percent>', 'from which it is told', changeFailureRatePercent))
    .addOption(edge('--lead-time-hours <hours>', 'from which it is told (default: the rule is paused)'))
    .addOption(edge('--mttr-hours <hours>', 'from which it is told (default: the rule is paused)'))
    .addOption(edge('--minimum-sample <n>', 'fewest deployments or incidents that say anything', minimumSample));
}

export function edgesOf(options: EdgeOptions): DoraEdges {
  return {
    changeFailureRatePercent: options.changeFailureRate,
    leadTimeSeconds: secondsOf(options.leadTimeHours),
    mttrSeconds: secondsOf(options.mttrHours),
    minimumSample: options.minimumSample,
  };
}

const secondsOf = (hours: number | undefined) => (hours === undefined ? null : hours * HOUR_SECONDS);

function edge(flags: string, description: string, standard?: number): Option {
  return new Option(flags, description).default(standard).argParser((text) => {
    const number = Number(text);
    if (!(number > 0)) {
      throw new InvalidArgumentError('It must be a number over 0.');
    }
    return number;
  });
}
