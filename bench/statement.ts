import type { ClientBase } from 'pg';

import { parseQuery } from '../src/model/query';
import type { Reader } from '../src/backend/aurora/reader';
import type { Statement } from '../src/backend/aurora/statement';
import { answerQuery } from '../src/backend/plugin/answer-query';
import { DEFAULT_ROW_LIMIT } from '../src/backend/plugin/instance';
import type { BenchCase } from './cases';

/**
 * The very statement that the backend runs for a query: the last one, after it has looked names up.
 *
 * @throws Error for a query that it would refuse
 */
export async function statementFor(client: ClientBase, { query, range, intervalMs }: BenchCase): Promise<Statement> {
  const parsed = parseQuery(query);
  if (!parsed.ok) {
    throw new Error(parsed.message);
  }
  const ran: Statement[] = [];
  const reader: Reader = {
    run: async <Row extends object>(statement: Statement) => {
      ran.push(statement);
      const { rows } = await client.query<Row>({ text: statement.text, values: [...statement.values] });
      return rows;
    },
  };
  const context = { range, intervalMs, nowMs: range.toMs, fromAlert: false };
  await answerQuery({ reader, rowLimit: DEFAULT_ROW_LIMIT }, parsed.query, context, new AbortController().signal);
  const last = ran.at(-1);
  if (last === undefined) {
    throw new Error('The backend ran no statement.');
  }
  return last;
}
