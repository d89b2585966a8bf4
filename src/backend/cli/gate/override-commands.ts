import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

import { Failure, badRequest } from '../../../model/failure';
import { MAX_OVERRIDE_HOURS, MIN_OVERRIDE_HOURS, overrideRequestSchema } from '../../../model/gate';
import { addOverride as insertOverride, endOverride } from '../../metrics/gate/edit-overrides';
import { gateNowMs } from '../../metrics/gate/gate-clock';
import { gateOverrides } from '../../metrics/gate/overrides';
import type { GateOverride } from '../../metrics/gate/overrides';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { visible } from '../files/bad-file';
import { NEVER } from '../never';
import { moment } from '../output/moment';
import type { Output } from '../output/output';
import { unknownService } from './check-command';
import { ROW_LIMIT, asOption, withGateReader, scopeOf, servicesOption, whoOf } from './gate-connection';
import { wholeId } from './id-option';

/** `sre-metrics gate override`: for a time, the changes of a gated service pass. */
export function addOverride(gate: Command, output: Output, env: NodeJS.ProcessEnv): void {
  const override = gate.command('override').description('let the changes of a gated service pass for a time');
  addAdd(override, output, env);
  addEnd(override, output, env);
  addList(override, output, env);
}

interface AddOptions {
  readonly service: string;
  readonly hours: number;
  readonly reason: string;
  readonly as?: string;
  readonly url?: string;
}

function addAdd(override: Command, output: Output, env: NodeJS.ProcessEnv): void {
  override
    .command('add')
    .description('begin an override now; what the gate holds of the service is released within a minute')
    .addOption(new Option('--service <name>', 'the service whose changes pass').makeOptionMandatory())
    .addOption(
      new Option('--hours <hours>', `for how long, ${MIN_OVERRIDE_HOURS} to ${MAX_OVERRIDE_HOURS}`)
        .argParser(hoursOf)
        .makeOptionMandatory()
    )
    .addOption(new Option('--reason <text>', 'why, for the record').argParser(notBlank).makeOptionMandatory())
    .addOption(asOption())
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ service, hours, reason, as, url }: AddOptions) => {
      const outcome = await withGateReader(url, env, 'gateEdit', ({ reader, user }) =>
        insertOverride(reader, { service, hours, reason, by: whoOf(as, user) }, NEVER)
      );
      if (outcome.kind === 'unknownService') {
        throw unknownService(service);
      }
      output.out(visible(`Changes of ${service} pass until ${moment(outcome.untilMs)}: override ${outcome.id}.`));
    });
}

function addEnd(override: Command, output: Output, env: NodeJS.ProcessEnv): void {
  override
    .command('end')
    .description('end an override before its time')
    .argument('<id>', 'as override list prints it', wholeId)
    .addOption(asOption())
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async (id: string, { as, url }: Pick<AddOptions, 'as' | 'url'>) => {
      const outcome = await withGateReader(url, env, 'gateEdit', ({ reader, user }) =>
        endOverride(reader, id, whoOf(as, user), NEVER)
      );
      switch (outcome.kind) {
        case 'ended':
          output.out(`Override ${id} is ended.`);
          return;
        case 'over':
          throw badRequest(`Override ${id} is over already.`);
        case 'unknownOverride':
          throw unknownOverride(id);
      }
    });
}

function addList(override: Command, output: Output, env: NodeJS.ProcessEnv): void {
  override
    .command('list')
    .description('print overrides, those that are over too, the newest first')
    .addOption(servicesOption())
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ service, url }: { readonly service: readonly string[]; readonly url?: string }) => {
      const { marks } = await withGateReader(url, env, 'gateRead', async ({ reader }) => {
        const range = { fromMs: 0, toMs: await gateNowMs(reader, NEVER) };
        return await gateOverrides(reader, { scope: scopeOf(service), range, limit: ROW_LIMIT }, NEVER);
      });
      marks.forEach((one) => output.out(visible(overrideLine(one))));
      if (marks.length === 0) {
        output.out('There are no overrides.');
      }
    });
}

function overrideLine({ id, service, state, createdMs, untilMs, endedMs, endedBy, by, reason }: GateOverride): string {
  const end = endedMs === null ? moment(untilMs) : `${moment(endedMs)}, ended by ${endedBy ?? 'somebody'}`;
  return `${id} ${service}: ${state}, ${moment(createdMs)} to ${end}. ${by}: ${reason}`;
}

function hoursOf(text: string): number {
  // JavaScript's own numbers are more: 0x10, 1e1, and nothing at all.
  const isDecimal = /^\d{1,9}(\.\d{1,9})?$/.test(text.trim());
  const parsed = overrideRequestSchema.shape.hours.safeParse(isDecimal ? Number(text) : Number.NaN);
  if (!parsed.success) {
    throw new InvalidArgumentError(`It ${parsed.error.issues[0]?.message ?? 'is not valid'}.`);
  }
  return parsed.data;
}

/** @throws InvalidArgumentError for a reason that is none */
export function notBlank(text: string): string {
  if (text.trim() === '') {
    throw new InvalidArgumentError('It must say something.');
  }
  return text.trim();
}

function unknownOverride(id: string): Failure {
  return new Failure({
    status: 404,
    source: 'downstream',
    message: `There is no override ${id}.`,
    advice: 'See: sre-metrics gate override list',
  });
}
