import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

import { amount } from '../../../model/amount';
import { clientReader } from '../../aurora/client-reader';
import { connectionConfig } from '../../environment/connection';
import { withClient } from '../../environment/with-client';
import { DEPLOYMENTS } from '../../metrics/cells/cell-rows';
import { checkCells } from '../../metrics/cells/check-cells';
import type { CellCheck, CellDifference } from '../../metrics/cells/check-cells';
import { INCIDENTS } from '../../metrics/cells/incident-rows';
import { DAY_MS } from '../../metrics/time-range';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { ExitStatus } from '../exit-status';
import { NEVER } from '../never';
import type { Output } from '../output/output';
import { requireSchema } from '../require-schema';

/** More days than any history has. */
const ALL_DAYS = 1_000_000;
/** How many differences are printed. */
const SHOWN = 20;

interface DoctorOptions {
  readonly days: number;
  readonly url?: string;
}

/** `sre-metrics doctor`. */
export function addDoctor(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  sreMetrics
    .command('doctor')
    .description('compute stored numbers anew and say where they differ; changes nothing')
    .addOption(new Option('--cells', 'the stored cells of deployments and incidents').makeOptionMandatory())
    .addOption(new Option('--days <n>', 'only the newest days').argParser(dayCount).default(ALL_DAYS, 'all'))
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ days, url }: DoctorOptions) => {
      const checks = await withClient(connectionConfig(url, env), 'readStored', async (client) => {
        await requireSchema(client, 'a look at cells');
        const reader = clientReader(client);
        return [
          { what: 'Deployments', ...(await checkCells(DEPLOYMENTS, reader, days, NEVER)) },
          { what: 'Incidents', ...(await checkCells(INCIDENTS, reader, days, NEVER)) },
        ];
      });
      checks.flatMap(report).forEach((line) => output.out(line));
      if (checks.some(({ differences }) => differences.length > 0)) {
        output.out(CURE);
        throw new ExitStatus(1);
      }
    });
}

function dayCount(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1) {
    throw new InvalidArgumentError('It must be a whole number from 1.');
  }
  return days;
}

const CURE =
  'Have everything folded anew: docs/operations.md, "Stored cells of deployments" and "Stored days of incidents".';

function report({ what, days, marked, differences }: CellCheck & { readonly what: string }): readonly string[] {
  const left = marked === 0 ? '' : ` ${amount(marked, 'day')} with marks left out: their records answer.`;
  if (differences.length === 0) {
    return [`${what} of ${amount(days, 'day')} computed anew: all are as their records say.${left}`];
  }
  return [
    `${what} of ${amount(days, 'day')} computed anew: ${amount(differences.length, 'difference')}.${left}`,
    ...differences.slice(0, SHOWN).map(describeDifference),
    ...(differences.length > SHOWN ? [`  and ${differences.length - SHOWN} more`] : []),
  ];
}

function describeDifference({ day, days, table }: CellDifference): string {
  const first = new Date(day * DAY_MS).toISOString().slice(0, 10);
  return `  ${first}${days > 1 ? ` and ${amount(days - 1, 'day')} after` : ''}: stackflow.${table}`;
}
