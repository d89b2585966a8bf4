import { Option } from 'commander';
import type { Command } from 'commander';

import { Failure } from '../../../model/failure';
import { releaseChange } from '../../metrics/gate/release-change';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { NEVER } from '../never';
import type { Output } from '../output/output';
import { asOption, withGateReader, whoOf } from './gate-connection';
import { wholeId } from './id-option';
import { notBlank } from './override-commands';

interface ReleaseOptions {
  readonly reason: string;
  readonly as?: string;
  readonly url?: string;
}

/** `sre-metrics gate release`: one change goes on although its service is gated. */
export function addRelease(gate: Command, output: Output, env: NodeJS.ProcessEnv): void {
  gate
    .command('release')
    .description('let one held change go on although its service is gated; it passes until it is closed')
    .argument('<change>', 'its id, as gate blocked prints it', wholeId)
    .addOption(new Option('--reason <text>', 'why, for the record').argParser(notBlank).makeOptionMandatory())
    .addOption(asOption())
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async (changeId: string, { reason, as, url }: ReleaseOptions) => {
      const outcome = await withGateReader(url, env, 'gateEdit', ({ reader, user }) =>
        releaseChange(reader, { changeId, reason, by: whoOf(as, user) }, NEVER)
      );
      if (outcome.kind === 'notHeld') {
        throw notHeld(changeId);
      }
      output.out(`Change ${changeId} is ${outcome.state} again.`);
    });
}

function notHeld(changeId: string): Failure {
  return new Failure({
    status: 409,
    source: 'downstream',
    message: `The gate does not hold change ${changeId}.`,
    advice: 'See: sre-metrics gate blocked',
  });
}
