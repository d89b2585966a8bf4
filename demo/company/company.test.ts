import { temporaryFolder } from '../../test/support/command-line';
import { createTestDatabase } from '../../test/support/database';
import { loadCompany } from './load-company';
it('x', async () => {
  const db = await createTestDatabase(); const f = await temporaryFolder();
  const t=Date.now();
  await loadCompany(db.client, Math.floor(Date.now()/1000)*1000, f.path);
  console.log('took', Date.now()-t);
  for (const q of ['select change_id, held_at, end_kind, ended_at, slo, reason from stackflow.gate_holds order by held_at','select service_id, began_at, ended_at, slo from stackflow.gate_spells order by began_at','select outcome, count(*) from stackflow.gate_decisions group by 1','select s.name, g.gated, g.override_id, g.used_us/60e6 used, g.budget_us/60e6 budget from stackflow.change_gate((select array_agg(id) from stackflow.services), now()) g join stackflow.services s on s.id=g.service_id', 'select changed_at, changed_by, after from stackflow.slo_history order by 1 desc limit 8','select count(*), source from stackflow.change_records group by 2','select deployment_outcome, source, count(*) from stackflow.change_records group by 1,2','select * from stackflow.gate_overrides'])
   console.log(q, JSON.stringify((await db.client.query(q)).rows, null, 0).replaceAll('},{','}\n{'));
  await f.remove(); await db.drop();
}, 120000);
