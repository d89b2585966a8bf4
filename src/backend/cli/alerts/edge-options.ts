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
    .addOption(edge('--change-failure-rate <percent>', 'from which the rule fires', PERCENT, changeFailureRatePercent))
    .addOption(edge('--minimum-sample <n>', 'fewest deployments or incidents that say anything', COUNT, minimumSample));
}

export function edgesOf(options: EdgeOptions): DoraEdges {
  return {
    changeFailureRatePercent: options.changeFailureRate,
    minimumSample: options.minimumSample,
  };
}

interface EdgeRange {
  readonly holds: (value: number) => boolean;
  readonly refusal: string;
}

const PERCENT: EdgeRange = {
  holds: (value) => value > 0 && value <= 100,
  refusal: 'It must be a number over 0, and 100 at most.',
};
const COUNT: EdgeRange = {
  holds: (value) => value > 0 && Number.isSafeInteger(value),
  refusal: 'It must be a whole number over 0.',
};

function edge(flags: string, description: string, { holds, refusal }: EdgeRange, standard: number): Option {
  return new Option(flags, description).default(standard).argParser((text) => {
    const number = Number(text);
    if (!holds(number)) {
      throw new InvalidArgumentError(refusal);
    }
    return number;
  });
}
