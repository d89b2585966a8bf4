import { foldDownPieces } from '../../src/backend/metrics/downtime/fold-down-pieces';
import { budgetsStatement } from '../../src/backend/metrics/error-budget/current-budgets';
import { createTestDatabase } from '../support/database';
import { insertSlos } from '../support/downtimes';
import { insertRecords } from '../support/records';
import { TouchedRows } from '../support/touched-rows';

/** What error budgets read, of so few SLOs that PostgreSQL guesses that there is one. */

const AT_MS = Date.parse('2026-06-30T12:00:00Z');
const SERVICES = Array.from({ length: 80 }, (_, number) => `Service ${number}`);
/** More than the 30 days of an SLO's window need, and less than one look at those of all for each of them. */
const MOST_ROWS_AN_SLO = 200;

it('looks at the pieces of each SLO once, and not for each SLO at those of all', async () => {
  const database = await createTestDatabase();
  const { client } = database;
  try {
    await insertRecords(client, { services: SERVICES.map((name) => ({ name })) });
    await insertSlos(
      client,
      SERVICES.map((service) => ({ service, name: 'uptime' }))
    );
    // One a day for a year: so many that they are looked up by their index.
    await client.query(
      `with made as (
         insert into stackflow.incidents (title, priority, created_at, resolved_at)
         select s.name, 'P1', d.at, d.at + interval '5 minutes'
         from stackflow.services as s
         cross join generate_series($1::timestamptz - interval '365 days', $1, interval '1 day') as d (at)
         returning id, title, created_at, resolved_at
       )
       insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
       select m.id, s.id, m.created_at, m.resolved_at from made as m join stackflow.services as s on s.name = m.title`,
      [new Date(AT_MS)]
    );
    await foldDownPieces(client, new AbortController().signal);
    await client.query('vacuum analyze');
    const scope = { services: [], teams: [], tiers: [], slos: [] };
    const { text, values } = budgetsStatement({ scope, atMs: AT_MS, lookbacks: ['1h', '1d'], rowLimit: 1000 });
    const touched = await TouchedRows.of(client);
    const { rows } = await client.query({ text, values: [...values] });
    expect(rows).toHaveLength(SERVICES.length);
    expect(touched.take().rows).toBeLessThan(MOST_ROWS_AN_SLO * SERVICES.length);
  } finally {
    await database.drop();
  }
});
