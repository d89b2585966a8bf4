import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

/**
 * `select` of the change with an id, all columns, for a `lateral` join. `offset 0` keeps conditions on the change outside,
 * so that it is looked up by its id alone: where tables were just filled and have no statistics yet, PostgreSQL would
 * rather read all changes that a condition on their time leaves, and that for each id.
 *
 * @param id an expression on what is joined
 */
export function changeById(id: Sql): Sql {
  return sql`
      select * from stackflow.change_records as o where o.id = ${id}
      offset 0`;
}
