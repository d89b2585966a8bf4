import type { ClientBase } from 'pg';

import { clientReader } from '../../src/backend/aurora/client-reader';
import { inTransaction } from '../../src/backend/aurora/transaction';
import { applySlos } from '../../src/backend/metrics/slos/apply-slos';
import type { SloDefinition } from '../../src/model/slo';
import { DAY } from './records';
import { timeOf } from './rows';

/** The company's SLOs: as they were defined a year ago, and as they were edited since. */

const slo = (service: string, targetPercent: number, windowDays: number, name = 'availability'): SloDefinition => ({
  service,
  name,
  targetPercent,
  windowDays,
  enabled: true,
  runbookUrl: `https://runbooks.larkfield.example/${service.toLowerCase().replaceAll(' ', '-')}`,
});

interface Edit {
  /** In days from the end. */
  readonly day: number;
  readonly by: string;
  readonly slos: readonly SloDefinition[];
}

/** Oldest first. */
const EDITS: readonly Edit[] = [
  {
    day: -360,
    by: 'a.okafor',
    slos: [
      slo('Storefront', 99.9, 30),
      slo('Product Catalogue', 99.9, 30),
      slo('Checkout', 99.9, 30),
      slo('Payments API', 99.9, 30),
      slo('Orders', 99.9, 30),
      slo('Warehouse', 98, 30),
      slo('Delivery Tracking', 99, 30),
      slo('Identity', 99.95, 30),
      slo('Notifications', 99.5, 30),
      slo('Search', 99.5, 30),
    ],
  },
  { day: -120, by: 's.iyer', slos: [slo('Payments API', 99.95, 30)] },
  { day: -24, by: 'm.duarte', slos: [slo('Search', 99.9, 30), slo('Checkout', 99.5, 7, 'availability, week')] },
  { day: -12, by: 'a.okafor', slos: [slo('Orders', 99.5, 30), slo('Fraud Check', 99.5, 30)] },
];

/** Defines and edits them, each at its time. */
export async function editSlos(client: ClientBase, endMs: number): Promise<void> {
  for (const { day, by, slos } of EDITS) {
    await inTransaction(client, async () => {
      await applySlos(clientReader(client), slos, by, new AbortController().signal);
      await backdate(client, timeOf(endMs, day * DAY));
    });
  }
}

/** The database stamps edits itself; those of this transaction were made in the past. */
async function backdate(client: ClientBase, at: string): Promise<void> {
  await client.query(`set local session_replication_role = replica`);
  await client.query(`update stackflow.slo_history set changed_at = $1 where changed_at >= now()`, [at]);
  await client.query(`update stackflow.slos set created_at = least(created_at, $1) where created_at >= now()`, [at]);
  await client.query(`update stackflow.slos set updated_at = $1 where updated_at >= now()`, [at]);
}
