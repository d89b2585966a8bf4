-- Takes the enforcement of the change gate off and lets go all it holds, in one transaction. History
-- stays in the gate's tables.

drop trigger if exists zz_sre_metrics_gate_insert on stackflow.change_records;
drop trigger if exists zz_sre_metrics_gate_inserted on stackflow.change_records;
drop trigger if exists zz_sre_metrics_gate_update on stackflow.change_records;
drop function if exists stackflow.gate_new_change();
drop function if exists stackflow.keep_new_change();
drop function if exists stackflow.gate_changed_change();
drop function if exists stackflow.keep_gate_decision(bigint, bigint, text, text, jsonb, timestamptz);
drop function if exists stackflow.judge_change(bigint, text, timestamptz);
truncate stackflow.gate_pending;

with let_go as (
  update stackflow.gate_holds
  set ended_at = stackflow.gate_now(), ended_by = session_user, end_kind = 'uninstalled'
  where ended_at is null
  returning change_id, came_from, wanted_state
)
update stackflow.change_records as c
set state = case when l.came_from = 'implementing' and l.wanted_state = 'scheduled' then 'scheduled' else l.came_from end,
  updated_at = stackflow.gate_now()
from let_go as l
where c.id = l.change_id and c.state = 'blocked';
