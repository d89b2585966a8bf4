import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

import { DEFAULT_EDGES } from '../../../../alerting/dora-rules';
import type { DoraEdges } from '../../../../alerting/dora-rules';

/** The edges of the rules on DORA metrics, as options. */
export interface EdgeOptions {
  readonly changeFailureRate: number;
  readonly minimumSample: number;
}

export function addEdgeOptions(command: Command): Command {
  const { changeFailureRatePercent, minimumSample } = DEFAULT_EDGES;
  return command
    .addOption(edge('--change-failure-rate <percent>', 'from which the rule fires', changeFailureRatePercent))
    .addOption(edge('--minimum-sample <n>', 'fewest deployments or incidents that say anything', minimumSample));
}

export function edgesOf(options: EdgeOptions): DoraEdges {
  return {
    changeFailureRatePercent: options.changeFailureRate,
    minimumSample: options.minimumSample,
  };
}

function edge(flags: string, description: string, standard: number): Option {
  return new Option(flags, description).default(standard).argParser((text) => {
    const number = Number(text);
    if (!(number > 0)) {
      throw new InvalidArgumentError('It must be a number over 0.');
    }
    return number;
  });
}
