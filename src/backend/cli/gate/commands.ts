import type { Command } from 'commander';

import type { Output } from '../output/output';
import { addCheck } from './check-command';
import { addInstall, addUninstall } from './enforce-commands';
import { addOverride } from './override-commands';
import { addPolicy } from './policy-command';
import { addRelease } from './release-command';
import { addBlocked, addStatus } from './status-commands';

/** `sre-metrics gate`: when an error budget is gone, non-critical changes wait. */
export function addGate(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  const gate = sreMetrics.command('gate').description('hold non-critical changes of services whose budget is used up');
  addCheck(gate, output, env);
  addStatus(gate, output, env);
  addBlocked(gate, output, env);
  addOverride(gate, output, env);
  addRelease(gate, output, env);
  addPolicy(gate, output, env);
  addInstall(gate, output, env);
  addUninstall(gate, output, env);
}
