import type { Client } from 'pg';

/** What was asked of a database: the text of a statement, its values as JSON, and the rows that it gave. */
export interface Statement {
  readonly text: string;
  readonly values: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** The statements that somebody sends through a client meanwhile. */
export async function statementsOf(client: Client, work: () => Promise<unknown>): Promise<readonly Statement[]> {
  const spy = jest.spyOn(client, 'query');
  try {
    await work();
    return await Promise.all(
      spy.mock.calls.map(async ([statement], index): Promise<Statement> => {
        const { text, values }: { text: string; values?: unknown } =
          typeof statement === 'string' ? { text: statement } : statement;
        const answer: unknown = await spy.mock.results[index]?.value;
        return { text, values: JSON.stringify(values ?? []), rows: (answer as Pick<Statement, 'rows'>).rows };
      })
    );
  } finally {
    spy.mockRestore();
  }
}
