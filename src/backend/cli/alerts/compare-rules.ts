import { parse } from 'yaml';
import { z } from 'zod';

import type { ExportFormat } from '../../../../alerting/print-groups';

const ruleSchema = z.looseObject({ uid: z.string(), title: z.string() });
const groupSchema = z.looseObject({ rules: z.array(ruleSchema) });
const fileSchema = z.union([
  z.object({ groups: z.array(groupSchema) }).transform(({ groups }) => groups),
  z.array(groupSchema),
]);
type Rule = z.infer<typeof ruleSchema>;

/**
 * How a file of rules differs from what would be exported, a sentence each; none where it does not. What the file has more,
 * such as comments, is no difference in YAML and JSON.
 */
export function differencesOf(file: string, wanted: string, format: ExportFormat): string[] {
  return format === 'terraform' ? lineDifference(file, wanted) : ruleDifferences(rulesOf(file), rulesOf(wanted));
}

function rulesOf(text: string): Map<string, Rule> | null {
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    return null;
  }
  const parsed = fileSchema.safeParse(content);
  return parsed.success ? new Map(parsed.data.flatMap(({ rules }) => rules).map((rule) => [rule.uid, rule])) : null;
}

function ruleDifferences(file: Map<string, Rule> | null, wanted: Map<string, Rule> | null): string[] {
  if (file === null || wanted === null) {
    return ['The file holds no groups of alert rules.'];
  }
  const missing = [...wanted.values()].filter(({ uid }) => !file.has(uid));
  const more = [...file.values()].filter(({ uid }) => !wanted.has(uid));
  const changed = [...wanted.values()].flatMap((rule) => {
    const kept = file.get(rule.uid);
    const fields = kept === undefined ? [] : changedFields(kept, rule);
    return fields.length === 0 ? [] : [`"${rule.title}" differs in ${fields.join(', ')}.`];
  });
  return [
    ...missing.map(({ title }) => `"${title}" is missing.`),
    ...more.map(({ title }) => `"${title}" is none of these rules.`),
    ...changed,
  ];
}

function changedFields(file: Rule, wanted: Rule): string[] {
  const fields = new Set([...Object.keys(file), ...Object.keys(wanted)]);
  return [...fields].filter((field) => JSON.stringify(file[field]) !== JSON.stringify(wanted[field]));
}

function lineDifference(file: string, wanted: string): string[] {
  const [have, want] = [file, wanted].map((text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.trim())
  );
  const index = (want ?? []).findIndex((line, place) => line !== have?.[place]);
  const isLonger = (have?.length ?? 0) > (want?.length ?? 0);
  return index < 0 && !isLonger
    ? []
    : [`The file differs from line ${index < 0 ? (want?.length ?? 0) + 1 : index + 1} on.`];
}
