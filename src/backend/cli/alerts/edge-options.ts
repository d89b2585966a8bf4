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
    .addOption(edge('--change-failure-rate <percent>', 'from which the rule fires', PERCENT, changeFailureRatePercent))
    .addOption(edge('--lead-time-hours <hours>', 'from which the rule fires (default: the rule is paused)', HOURS))
    .addOption(edge('--mttr-hours <hours>', 'from which the rule fires (default: the rule is paused)', HOURS))
    .addOption(edge('--minimum-sample <n>', 'fewest deployments or incidents that say anything', COUNT, minimumSample));
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

interface EdgeRange {
  readonly holds: (value: number) => boolean;
  readonly refusal: string;
}

const PERCENT: EdgeRange = {
  holds: (value) => value > 0 && value <= 100,
  refusal: 'It must be a number over 0, and 100 at most.',
};
const HOURS: EdgeRange = {
  holds: (value) => value > 0 && Number.isFinite(value),
  refusal: 'It must be a number over 0.',
};
const COUNT: EdgeRange = {
  holds: (value) => value > 0 && Number.isSafeInteger(value),
  refusal: 'It must be a whole number over 0.',
};

function edge(flags: string, description: string, { holds, refusal }: EdgeRange, standard?: number): Option {
  return new Option(flags, description).default(standard).argParser((text) => {
    const number = Number(text);
    if (!holds(number)) {
      throw new InvalidArgumentError(refusal);
    }
    return number;
  });
}
