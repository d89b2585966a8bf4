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

do $$
declare
  held record;
begin
  for held in select h.change_id, h.came_from, h.wanted_state from stackflow.gate_holds as h where h.ended_at is null loop
    begin
      update stackflow.change_records as c
      set state = stackflow.state_once_released(held.came_from, held.wanted_state), updated_at = stackflow.gate_now()
      where c.id = held.change_id and c.state = 'blocked';
    exception
      when serialization_failure or deadlock_detected or lock_not_available then
        raise;
      when others then
        raise exception 'Change % cannot be let go, and the gate stays installed: %', held.change_id, sqlerrm
          using errcode = sqlstate;
    end;
  end loop;
end
$$;

update stackflow.gate_holds
set ended_at = stackflow.gate_now(), ended_by = session_user, end_kind = 'uninstalled'
where ended_at is null;
