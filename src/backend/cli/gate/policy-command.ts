import { Argument } from 'commander';
import type { Command } from 'commander';

import type { GatePolicy } from '../../../model/gate';
import { gateEnforcement, setGatePolicy } from '../../metrics/gate/enforcement';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { NEVER } from '../never';
import type { Output } from '../output/output';
import { asOption, withGateReader, whoOf } from './gate-connection';

const MEANING: Readonly<Record<GatePolicy, string>> = {
  open: 'Where the gate cannot decide, non-critical changes pass (open).',
  closed: 'Where the gate cannot decide, non-critical changes wait (closed).',
};

/** `sre-metrics gate policy`. */
export function addPolicy(gate: Command, output: Output, env: NodeJS.ProcessEnv): void {
  gate
    .command('policy')
    .description('say, or set, what becomes of non-critical changes where the gate cannot decide')
    .addArgument(new Argument('[policy]', 'the new policy').choices(['open', 'closed']))
    .addOption(asOption())
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async (policy: GatePolicy | undefined, { as, url }: { readonly as?: string; readonly url?: string }) => {
      const task = policy === undefined ? 'gateRead' : 'gatePolicy';
      const { whenUndecidable } = await withGateReader(url, env, task, async ({ reader, user }) => {
        if (policy !== undefined) {
          await setGatePolicy(reader, policy, whoOf(as, user), NEVER);
        }
        return await gateEnforcement(reader, NEVER);
      });
      output.out(MEANING[whenUndecidable]);
    });
}
