import { z } from 'zod';

/**
 * How an answer of many lines tells their labels and names: beside the lines, below `meta.custom`, so that the lines
 * themselves are alike and sent once. The browser half gives each line its own back.
 */
export const lineNamesSchema = z.object({
  /** By label, its value for each field of the frame; null where it has no such label. */
  lineLabels: z.record(z.string(), z.array(z.string().nullable())),
  lineNames: z.union([
    /** One for all fields that have labels, with a label in braces: `{service}: {slo}`. */
    z.string(),
    /** For each field of the frame its name in legends and on panels; null where it has none but its own. */
    z.array(z.string().nullable()),
  ]),
});

export type TellingBeside = z.infer<typeof lineNamesSchema>;
export type LineNames = TellingBeside['lineNames'];
export type LineLabels = TellingBeside['lineLabels'];

type Labels = Readonly<Record<string, string>>;

/** The labels of fields, told beside them. */
export function lineLabelsOf(labels: readonly (Labels | undefined)[]): LineLabels {
  const names = [...new Set(labels.flatMap((own) => Object.keys(own ?? {})))];
  return Object.fromEntries(names.map((name) => [name, labels.map((own) => own?.[name] ?? null)]));
}

/** The labels of one field; undefined where it has none. */
export function labelsAt(lineLabels: LineLabels, index: number): Labels | undefined {
  const own = Object.entries(lineLabels).flatMap(([name, values]) => {
    const value = values[index];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** What a line is called by its labels; a label that it has not stays in braces. */
export function nameByLabels(pattern: string, labels: Labels): string {
  return pattern.replace(/\{([^{}]*)\}/g, (braces, label: string) => labels[label] ?? braces);
}

/**
 * Stands in a query that the browser half sends: it reads labels and names beside lines. Others, as alert rules and expressions on
 * Grafana's server, find those of each line where Grafana has them.
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
