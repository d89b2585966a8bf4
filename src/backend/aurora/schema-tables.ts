import sql from 'sql-template-tag';

import type { Reader } from './reader';
import { statementOf } from './statement';

export interface TableDescription {
  readonly name: string;
  readonly comment: string | null;
  readonly columns: { readonly name: string; readonly type: string; readonly comment: string | null }[];
}

/** Tables of the schema `stackflow` that the signed-in user may read, with their columns, by name. */
export async function describeSchema(reader: Reader, signal: AbortSignal): Promise<readonly TableDescription[]> {
  return await reader.run<TableDescription>(
    statementOf(sql`select t.relname as name, obj_description(t.oid, 'pg_class') as comment,
  json_agg(json_build_object(
    'name', a.attname,
    'type', format_type(a.atttypid, a.atttypmod),
    'comment', col_description(t.oid, a.attnum)
  ) order by a.attnum) as columns
from pg_class as t
join pg_attribute as a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
where t.relnamespace = to_regnamespace('stackflow') and t.relkind in ('r', 'p', 'v') and has_table_privilege(t.oid, 'select')
group by t.oid, t.relname
order by t.relname`),
    signal
  );
}
