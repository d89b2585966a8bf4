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
