import type { ClientBase } from 'pg';

declare global {
  /** Set in jest's projects `folded` and `half-folded`, which run tests of numbers once more: how much is folded of what is stored. */
  var foldsAtOnce: 'all' | 'half' | undefined;
}

/** Whether there is an even number of marks: so of all that is written, the half is folded at once, the rest later. */
const HALF = `((select count(*) from stackflow.down_marks) + (select count(*) from stackflow.gate_marks)) % 2 = 0`;

/**
 * Has pieces of downtime and gated periods folded in the transaction of each edit, so that every answer comes from them;
 * or in that of some edits, so that some answers come from them and some from the definition.
 */
export async function foldAtOnce(client: ClientBase, which: 'all' | 'half'): Promise<void> {
  await client.query(`
    create function public.fold_at_once() returns trigger language plpgsql security definer as $$
    begin
      -- A fold leaves marks for the next.
      if current_setting('test.folds', true) is distinct from 'yes' and ${which === 'all' ? 'true' : HALF} then
        perform set_config('test.folds', 'yes', true);
        perform stackflow.fold_down_pieces(1000000);
        perform stackflow.fold_gated_periods(1000000);
        perform set_config('test.folds', 'no', true);
      end if;
      return null;
    end
    $$;
    create trigger fold_at_once after insert on stackflow.down_marks
      for each statement execute function public.fold_at_once();
    alter table stackflow.down_marks enable always trigger fold_at_once;
    create trigger fold_at_once after insert on stackflow.gate_marks
      for each statement execute function public.fold_at_once();
    alter table stackflow.gate_marks enable always trigger fold_at_once;
    create trigger fold_at_once after insert or update on stackflow.services
      for each statement execute function public.fold_at_once();
    alter table stackflow.services enable always trigger fold_at_once;`);
}
