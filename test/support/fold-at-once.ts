import type { ClientBase } from 'pg';

declare global {
  /** Set in jest's projects that run tests of numbers once more: how much is folded of what is stored. */
  var folds: 'all' | 'half' | undefined;
}

/** Has pieces of downtime folded in the transaction of each edit, so that every answer comes from them. */
export async function foldAtOnce(client: ClientBase): Promise<void> {
  await client.query(`
    create function public.fold_at_once() returns trigger language plpgsql security definer as $$
    begin
      perform stackflow.fold_down_pieces(1000000);
      return null;
    end
    $$;
    create trigger fold_at_once after insert on stackflow.down_marks
      for each statement execute function public.fold_at_once();
    alter table stackflow.down_marks enable always trigger fold_at_once;`);
}
