import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

import { badRequest } from '../../../model/failure';
import { clientReader } from '../../aurora/client-reader';
import type { Reader } from '../../aurora/reader';
import { connectionConfig } from '../../environment/connection';
import { withClient } from '../../environment/with-client';
import { unknownNames } from '../../metrics/catalogue';
import { listMonitoring, setMonitoring } from '../../metrics/services/monitoring';
import type { MonitoredService } from '../../metrics/services/monitoring';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { visible } from '../files/bad-file';
import { NEVER } from '../never';
import type { Output } from '../output/output';
import { pastTime } from '../../change-records/entered-values';
import { parsePastTime } from '../past-time';

const UNKNOWN = 'unknown';

/** `sre-metrics services`: what is known of services beside their metrics. */
export function addServices(sreMetrics: Command, output: Output, env: NodeJS.ProcessEnv): void {
  const services = sreMetrics.command('services').description('list services, and say since when they are monitored');
  addList(services, output, env);
  addSet(services, output, env);
}

function addList(services: Command, output: Output, env: NodeJS.ProcessEnv): void {
  services
    .command('list')
    .description('print each service with its team, tier, and since when it is monitored')
    .addOption(new Option('--service <name...>', 'only these services').default([], 'every service'))
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ service, url }: { service: readonly string[]; url?: string }) => {
      const found = await withClient(connectionConfig(url, env), 'listServices', async (client) => {
        const reader = clientReader(client);
        await refuseUnknown(reader, service);
        return await listMonitoring(reader, service, NEVER);
      });
      found.forEach((one) => output.out(visible(describe(one))));
    });
}

interface SetOptions {
  readonly monitoredSince: Date | typeof UNKNOWN;
  readonly url?: string;
}

function addSet(services: Command, output: Output, env: NodeJS.ProcessEnv): void {
  services
    .command('set')
    .description('say since when the downtime of services is known: before that they have no availability')
    .argument('<service...>', 'exact names')
    .addOption(
      new Option('--monitored-since <time>', `a past date or time, an age such as 90d, or ${UNKNOWN}`)
        .argParser(parseSince)
        .makeOptionMandatory()
    )
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async (names: readonly string[], { monitoredSince, url }: SetOptions) => {
      const found = await withClient(connectionConfig(url, env), 'setServices', async (client) => {
        const reader = clientReader(client);
        await refuseUnknown(reader, names);
        const since = monitoredSince === UNKNOWN ? null : monitoredSince.toISOString();
        const wanted = [...new Set(names)].map((service) => ({ service, monitoredSince: since }));
        await setMonitoring(reader, wanted, NEVER);
        return await listMonitoring(reader, names, NEVER);
      });
      found.forEach((one) => output.out(visible(describe(one))));
    });
}

/** @throws InvalidArgumentError for what is neither a past time nor `unknown` */
function parseSince(text: string): Date | typeof UNKNOWN {
  try {
    return text === UNKNOWN ? UNKNOWN : known(parsePastTime(text));
  } catch (error) {
    throw error instanceof InvalidArgumentError
      ? new InvalidArgumentError(`${error.message} Or ${UNKNOWN}, where nobody knows.`)
      : error;
  }
}

/** @throws InvalidArgumentError where an import would refuse the time too */
function known(since: Date): Date {
  const { error } = pastTime.safeParse(since.toISOString());
  if (error !== undefined) {
    throw new InvalidArgumentError(`${since.toISOString()} ${error.issues[0]?.message ?? ''}.`);
  }
  return since;
}

async function refuseUnknown(reader: Reader, services: readonly string[]): Promise<void> {
  const [unknown] = await unknownNames(reader, { services, teams: [], tiers: [] }, NEVER);
  if (unknown !== undefined) {
    throw badRequest(`There is no service "${unknown.name}".`, 'Services are known by their exact name.');
  }
}

function describe({ name, team, tier, retiredAt, monitoredSince }: MonitoredService): string {
  return [
    name,
    team === null ? 'no team' : `team ${team}`,
    tier,
    monitoredSince === null ? 'nobody said since when it is monitored' : `monitored since ${monitoredSince}`,
    ...(retiredAt === null ? [] : [`retired ${retiredAt}`]),
  ].join(', ');
}
