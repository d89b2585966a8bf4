import type { Command } from 'commander';

import { connectionConfig } from '../../environment/connection';
import { withClient } from '../../environment/with-client';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { amount } from '../../../model/amount';
import type { Output } from '../output/output';
import { installGate, uninstallGate } from './enforce';

/** `sre-metrics gate install`: from now on other programs' writes are held. */
export function addInstall(gate: Command, output: Output, env: NodeJS.ProcessEnv): void {
  gate
    .command('install')
    .description('hold changes: put non-critical ones of gated services into blocked, whoever writes them')
    .addOption(urlOption())
    .addHelpText(
      'after',
      "\nNeeds the owner of the schema stackflow. See docs/change-gate.md for what it does to other programs' writes."
    )
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ url }: { readonly url?: string }) => {
      await withClient(connectionConfig(url, env), 'gateInstall', installGate);
      output.out('The gate is installed. A worker releases what it holds; see: sre-metrics worker --help');
    });
}

/** `sre-metrics gate uninstall`. */
export function addUninstall(gate: Command, output: Output, env: NodeJS.ProcessEnv): void {
  gate
    .command('uninstall')
    .description('hold nothing any more, and let go what is held; history stays')
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ url }: { readonly url?: string }) => {
      const released = await withClient(connectionConfig(url, env), 'gateInstall', uninstallGate);
      output.out(`The gate is uninstalled. ${amount(released, 'held change')} went back.`);
    });
}
