import { join } from 'node:path';

import type { ClientBase } from 'pg';

import { clientReader } from '../../src/backend/aurora/client-reader';
import { inTransaction } from '../../src/backend/aurora/transaction';
import { installGate } from '../../src/backend/cli/gate/enforce';
import { importFile } from '../../src/backend/cli/import/import-file';
import { addOverride } from '../../src/backend/metrics/gate/edit-overrides';
import { refreshGatedPeriods, releaseRecovered } from '../../src/backend/metrics/gate/refresh-gate';
import { releaseChange } from '../../src/backend/metrics/gate/release-change';
import { writeCsv } from '../csv-files';
import { withGateClock } from './gate-clock';
import { DAY, HOUR, YEAR_BEGINS } from './records';
import type { CompanyChange } from './records';
import { changeRow, timeOf } from './rows';

/**
 * The change gate at the company: installed, and asked about each change at the time when somebody wanted to go on with
 * it. What it held, let pass and released is its own decision.
 */

type Step = { readonly day: number } & (
  | { readonly kind: 'put'; readonly change: string; readonly state: CompanyChange['state'] }
  | { readonly kind: 'release'; readonly change: string; readonly by: string; readonly reason: string }
  | {
      readonly kind: 'override';
      readonly service: string;
      readonly by: string;
      readonly reason: string;
      /** From then on. */
      readonly hours: number;
    }
  /** What the worker does each minute. */
  | { readonly kind: 'work' }
);

const change = (
  externalId: string,
  service: string,
  title: string,
  createdDay: number,
  rest: Partial<CompanyChange> = {}
): CompanyChange => ({
  ...{
    externalId,
    service,
    title,
    type: 'deployment',
    isCritical: false,
    state: 'draft',
    outcome: null,
    isUnplanned: false,
  },
  ...{ createdAt: Math.round(createdDay * DAY), liveAt: null, closedAt: null, reverts: null },
  ...rest,
});

const CHANGES: readonly CompanyChange[] = [
  change('CHG-GATE-1', 'Orders', 'Split orders by warehouse', -73),
  change('CHG-GATE-2', 'Orders', 'Show the VAT of returns', -67),
  change('CHG-GATE-3', 'Search', 'Index the autumn collection', -8.6),
  change('CHG-GATE-4', 'Payments API', 'Refund in the currency of the order', -6.4),
  change('CHG-GATE-5', 'Payments API', 'Renew the certificate of the card provider', -4.6, { isCritical: true }),
  change('CHG-GATE-6', 'Payments API', 'Rotate the keys of the settlement job', -3.5, { type: 'normal' }),
  change('CHG-GATE-7', 'Search', 'Synonyms for gifts', -0.8),
  change('CHG-GATE-8', 'Payments API', 'Keep card tokens for a year', -1.2),
];

const put = (day: number, id: string, state: CompanyChange['state']): Step => ({ day, kind: 'put', change: id, state });

/** In order. */
const STEPS: readonly Step[] = [
  put(-72, 'CHG-GATE-1', 'scheduled'),
  put(-66, 'CHG-GATE-2', 'scheduled'),
  { day: -65, kind: 'release', change: 'CHG-GATE-2', by: 'a.okafor', reason: 'The tax office wants it this month' },
  put(-64.8, 'CHG-GATE-2', 'closed'),
  { day: -44.9, kind: 'work' },
  put(-44.5, 'CHG-GATE-1', 'closed'),
  put(-8, 'CHG-GATE-3', 'scheduled'),
  put(-5.4, 'CHG-GATE-4', 'scheduled'),
  put(-4.5, 'CHG-GATE-5', 'scheduled'),
  put(-4.4, 'CHG-GATE-5', 'closed'),
  put(-3.1, 'CHG-GATE-6', 'scheduled'),
  {
    ...{ day: -1, kind: 'override', service: 'Search', by: 's.iyer', hours: 6 * 24 },
    reason: 'The autumn collection must be found before the weekend',
  },
  { day: -0.99, kind: 'work' },
  put(-0.9, 'CHG-GATE-3', 'closed'),
  put(-0.6, 'CHG-GATE-7', 'scheduled'),
  put(-0.5, 'CHG-GATE-8', 'scheduled'),
  { day: 0, kind: 'work' },
];

const NEVER = new AbortController().signal;

/** Plays it. The records of the year and the SLOs are there already. */
export async function playGate(client: ClientBase, endMs: number, folder: string): Promise<void> {
  await importChanges(client, CHANGES, endMs, folder);
  await client.query('update stackflow.gate_policy set spells_kept_until = $1', [timeOf(endMs, YEAR_BEGINS)]);
  await installGate(client);
  await withGateClock(client, async (setClock) => {
    for (const step of STEPS) {
      await setClock(timeOf(endMs, Math.round(step.day * DAY)));
      await play(client, step, endMs, folder);
    }
  });
}

async function play(client: ClientBase, step: Step, endMs: number, folder: string): Promise<void> {
  switch (step.kind) {
    case 'put':
      return importChanges(client, [putOf(step)], endMs, folder);
    case 'release': {
      const changeId = await idOf(client, step.change);
      await inTransaction(client, () => releaseChange(clientReader(client), { ...step, changeId }, NEVER));
      return;
    }
    case 'override':
      await inTransaction(client, async () => {
        await addOverride(clientReader(client), step, NEVER);
        await backdateOverride(client, step.hours);
      });
      return;
    case 'work':
      await inTransaction(client, () => releaseRecovered(clientReader(client), { most: 100, after: null }, NEVER));
      await inTransaction(client, () => refreshGatedPeriods(clientReader(client), NEVER));
  }
}

/** The change in its new state; what is closed went live an hour before. */
function putOf({ day, change: id, state }: Extract<Step, { kind: 'put' }>): CompanyChange {
  const known = CHANGES.find(({ externalId }) => externalId === id);
  if (known === undefined) {
    throw new Error(`There is no change ${id}.`);
  }
  const at = Math.round(day * DAY);
  return state === 'closed'
    ? { ...known, state, outcome: 'successful', liveAt: at - HOUR, closedAt: at }
    : { ...known, state };
}

async function importChanges(
  client: ClientBase,
  changes: readonly CompanyChange[],
  endMs: number,
  folder: string
): Promise<void> {
  const rows = changes.map((one) => changeRow(one, endMs));
  const { path } = await writeCsv(join(folder, 'gate'), 'changes', rows);
  await importFile({ client, file: path, kind: 'changes', onProgress: () => undefined });
}

async function idOf(client: ClientBase, externalId: string): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    'select id::text from stackflow.change_records where external_id = $1',
    [externalId]
  );
  return rows[0]?.id ?? '';
}

/** An override begins when it is made, and nothing of it changes later; this one was made at the gate's time. */
async function backdateOverride(client: ClientBase, hours: number): Promise<void> {
  await client.query('set local session_replication_role = replica');
  await client.query(
    `update stackflow.gate_overrides
     set created_at = stackflow.gate_now(), until_at = stackflow.gate_now() + make_interval(hours => $1)
     where created_at >= now()`,
    [hours]
  );
}
