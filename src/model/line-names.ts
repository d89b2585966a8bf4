import { z } from 'zod';

/**
 * How an answer of many lines tells their names: beside the lines, below `meta.custom`, so that the lines' own settings
 * are alike and sent once. The browser half gives each line its name back.
 */
export const lineNamesSchema = z.object({
  lineNames: z.union([
    /** One for all fields that have labels, with a label in braces: `{service}: {slo}`. */
    z.string(),
    /** For each field of the frame its name in legends and on panels; null where it has none but its own. */
    z.array(z.string().nullable()),
  ]),
});

export type LineNames = z.infer<typeof lineNamesSchema>['lineNames'];

/** What a line is called by its labels; a label that it has not stays in braces. */
export function nameByLabels(pattern: string, labels: Readonly<Record<string, string>>): string {
  return pattern.replace(/\{([^{}]*)\}/g, (braces, label: string) => labels[label] ?? braces);
}

/**
 * Stands in a query that the browser half sends: it reads names beside lines. Others, as alert rules and expressions on
 * Grafana's server, find the name of each line where Grafana has it.
 */
const READS_LINE_NAMES = { readsLineNames: true } as const;

const readingQuery = z.looseObject({ readsLineNames: z.literal(true) });

/** The query as it is sent by who reads names beside lines. */
export function readingLineNames<Query extends object>(query: Query): Query & typeof READS_LINE_NAMES {
  return { ...query, ...READS_LINE_NAMES };
}

/** The query as it was before `readingLineNames`, and whether it was. */
export function splitReading(sent: unknown): { readonly query: unknown; readonly readsLineNames: boolean } {
  const reading = readingQuery.safeParse(sent);
  if (!reading.success) {
    return { query: sent, readsLineNames: false };
  }
  const { readsLineNames, ...query } = reading.data;
  return { query, readsLineNames };
}
