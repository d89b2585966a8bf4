import type { ClientBase } from 'pg';

import type { BadRow } from '../files/bad-file';
import { columnsAsJson, missingNames } from './kind';
import type { NumberedRow } from './kind';

/** Bad rows for services that do not exist: a service is never made from a misspelt name. */
export async function missingServices(
  client: ClientBase,
  rows: readonly NumberedRow<{ readonly service: string }>[]
): Promise<BadRow[]> {
  const { rows: missing } = await client.query<{ line: number; name: string }>(
    `select g.line, g.service as name
     from jsonb_to_recordset($1::jsonb) as g (line int, service text)
     where not exists (select from stackflow.services as s where s.name = g.service)
     order by g.line`,
    [columnsAsJson(rows, ['service'])]
  );
  return missingNames('service', 'service', 'load it first with --kind services', missing);
}
