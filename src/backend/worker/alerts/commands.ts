import type { Command } from 'commander';

import type { Output } from '../output';
import { addReplay } from './replay-command';

/** `sre-metrics alerts`: the alert rules, beside Grafana. */
export function addAlerts(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  const alerts = sreMetrics.command('alerts').description('try out the alert rules that come with the data source');
  addReplay(alerts, output, env);
}
