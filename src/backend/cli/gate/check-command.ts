import { Option } from 'commander';
import type { Command } from 'commander';

import { Failure, asFailure } from '../../../model/failure';
import type { Criticality } from '../../../model/gate';
import { gateDecisionOf } from '../../metrics/gate/decisions';
import { gateNowMs } from '../../metrics/gate/gate-clock';
import { gateVerdict } from '../../metrics/gate/verdict';
import type { GateVerdict } from '../../metrics/gate/verdict';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { ExitStatus } from '../exit-status';
import { visible } from '../files/bad-file';
import { NEVER } from '../never';
import type { Output } from '../output/output';
import { withGateReader } from './gate-connection';

/** Exit statuses of `gate check`. */
const CHECK_EXIT = { pass: 0, blocked: 1, cannotSay: 2 } as const;

interface CheckOptions {
  readonly service: string;
  readonly criticality: Criticality;
  readonly url?: string;
}

/** `sre-metrics gate check`: for pipelines, which go by its exit status. */
export function addCheck(gate: Command, output: Output, env: NodeJS.ProcessEnv): void {
  gate
    .command('check')
    .description('say whether a change may go ahead: exit status 0 it may, 1 it is blocked, 2 nobody can say')
    .addOption(new Option('--service <name>', 'the service that is to be changed').makeOptionMandatory())
    .addOption(
      new Option('--criticality <criticality>', 'of the change')
        .choices(['non_critical', 'critical'])
        .default('non_critical')
    )
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async (options: CheckOptions) => {
      const verdict = await verdictOf(options, env).catch((error: unknown) => {
        const failure = asFailure(error);
        output.err(failure.cause === error && error instanceof Error ? error.message : failure.text);
        throw new ExitStatus(CHECK_EXIT.cannotSay);
      });
      output.out(visible(verdict.text));
      throw new ExitStatus(CHECK_EXIT[verdict.decision]);
    });
}

async function verdictOf({ service, criticality, url }: CheckOptions, env: NodeJS.ProcessEnv): Promise<GateVerdict> {
  const decision = await withGateReader(url, env, 'gateRead', async ({ reader }) =>
    gateDecisionOf(reader, service, await gateNowMs(reader, NEVER), NEVER)
  );
  if (decision === null) {
    throw unknownService(service);
  }
  return gateVerdict(decision, criticality);
}

export function unknownService(service: string): Failure {
  return new Failure({
    status: 404,
    source: 'downstream',
    message: `There is no service "${service}".`,
    advice: 'Services are known by their exact name; see: sre-metrics gate status',
  });
}
