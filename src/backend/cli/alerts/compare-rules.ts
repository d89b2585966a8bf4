import { isDeepStrictEqual } from 'node:util';

import { parse } from 'yaml';
import { z } from 'zod';

import type { ExportFormat } from '../../../../alerting/print-groups';

const ruleSchema = z.looseObject({ uid: z.string(), title: z.string() });
/** A file for provisioning names its groups, the API titles them. */
const groupSchema = z
  .union([
    z.looseObject({ name: z.string(), rules: z.array(ruleSchema) }),
    z
      .looseObject({ title: z.string(), rules: z.array(ruleSchema) })
      .transform(({ title, ...group }) => ({ ...group, name: title })),
  ])
  .transform(({ rules, ...fields }) => ({
    fields,
    rules: rules.map((rule) => ({ ...rule, group: fields.name })),
  }));
const fileSchema = z.union([
  z.object({ groups: z.array(groupSchema) }).transform(({ groups }) => groups),
  z.array(groupSchema),
]);

interface RulesInFile {
  /** By name: what a group says of itself. */
  readonly groups: ReadonlyMap<string, Fields>;
  /** By uid; the group's name is among the fields. */
  readonly rules: ReadonlyMap<string, Fields & { readonly uid: string; readonly title: string }>;
}
type Fields = Readonly<Record<string, unknown>>;

/**
 * How a file of rules differs from what would be exported, a sentence each; none where it does not. Comments are no
 * difference, nor is the order of fields, nor how `terraform fmt` places equal signs.
 */
export function differencesOf(file: string, expected: string, format: ExportFormat): string[] {
  return format === 'terraform' ? lineDifference(file, expected) : ruleDifferences(rulesOf(file), rulesOf(expected));
}

function rulesOf(text: string): RulesInFile | null {
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    return null;
  }
  const { success, data } = fileSchema.safeParse(content);
  return success
    ? {
        groups: new Map(data.map(({ fields }) => [fields.name, fields])),
        rules: new Map(data.flatMap(({ rules }) => rules).map((rule) => [rule.uid, rule])),
      }
    : null;
}

function ruleDifferences(file: RulesInFile | null, expected: RulesInFile | null): string[] {
  if (file === null || expected === null) {
    return ['The file holds no groups of alert rules.'];
  }
  const missing = [...expected.rules.values()].filter(({ uid }) => !file.rules.has(uid));
  const more = [...file.rules.values()].filter(({ uid }) => !expected.rules.has(uid));
  return [
    ...missing.map(({ title }) => `"${title}" is missing.`),
    ...more.map(({ title }) => `"${title}" is none of these rules.`),
    ...[...expected.groups].flatMap(([name, group]) => changes(`The group "${name}"`, file.groups.get(name), group)),
    ...[...expected.rules].flatMap(([uid, rule]) => changes(`"${rule.title}"`, file.rules.get(uid), rule)),
  ];
}

/** A sentence about what both have; what the file lacks is told already. */
function changes(name: string, file: Fields | undefined, expected: Fields): string[] {
  const fields = file === undefined ? [] : [...new Set([...Object.keys(file), ...Object.keys(expected)])];
  const changed = fields.filter((field) => !isDeepStrictEqual(file?.[field], expected[field]));
  return changed.length === 0 ? [] : [`${name} differs in ${changed.join(', ')}.`];
}

function lineDifference(file: string, expected: string): string[] {
  const [have, want] = [linesOf(file), linesOf(expected)];
  const length = Math.max(have.length, want.length);
  const place = Array.from({ length }, (_, index) => index).find((index) => have[index]?.text !== want[index]?.text);
  if (place === undefined) {
    return [];
  }
  const end = file.trimEnd().split('\n').length + 1;
  return [`The file differs from line ${have[place]?.number ?? end} on.`];
}

/** Lines of HCL that say something, however they are indented and their equal signs are aligned. */
function linesOf(text: string): ReadonlyArray<{ readonly number: number; readonly text: string }> {
  return text
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line.trim().replace(/^("?[\w-]+"?)\s*=\s*/, '$1 = ') }))
    .filter(({ text: line }) => line !== '' && !/^(#|\/\/)/.test(line));
}
