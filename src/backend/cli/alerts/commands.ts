import type { Command } from 'commander';

import type { Output } from '../output/output';
import { addExportRules } from './export-command';
import { addReplay } from './replay-command';

/** `sre-metrics alerts`: the alert rules, beside Grafana. */
export function addAlerts(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  const alerts = sreMetrics
    .command('alerts')
    .description('try out and write the alert rules that come with the data source');
  addReplay(alerts, output, env);
  addExportRules(alerts, output);
}
