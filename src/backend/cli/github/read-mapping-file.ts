import { LineCounter, isNode, isSeq, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';

import { mappingKey, mappingSchema } from '../../sync/mapping/definition';
import type { MappingDefinition } from '../../sync/mapping/definition';
import type { BadRow } from '../files/bad-file';
import { TOO_DEEP, YAML_OPTIONS, fieldOf, lineOf, syntaxError, tooDeepLine, valueOf } from '../files/yaml-nodes';

export interface FileMapping {
  readonly definition: MappingDefinition;
  /** The line of its `service`. */
  readonly serviceLine: number;
}

export interface MappingFile {
  readonly mappings: readonly FileMapping[];
  /** All that is wrong, by line; `column` is the field. */
  readonly complaints: readonly BadRow[];
}

/** Reads a list of mappings under `repositories`, YAML or JSON. Never throws. */
export function readMappingFile(text: string): MappingFile {
  const lines = new LineCounter();
  const deep = tooDeepLine(text);
  if (deep !== null) {
    return { mappings: [], complaints: [{ line: deep, column: null, reason: TOO_DEEP }] };
  }
  const document = parseDocument(text, { ...YAML_OPTIONS, lineCounter: lines });
  const error = syntaxError(document, lines);
  if (error !== null) {
    return { mappings: [], complaints: [{ line: error.line, column: null, reason: error.reason }] };
  }
  const list = document.get('repositories', true);
  if (!isSeq(list)) {
    const reason = 'must be a list of mappings, under the key repositories';
    return { mappings: [], complaints: [{ line: 1, column: 'repositories', reason }] };
  }
  return withoutTwins(list.items.filter(isNode).map((node) => readEntry(node, document, lines)));
}

type Entry =
  | { readonly ok: true; readonly line: number; readonly mapping: FileMapping }
  | { readonly ok: false; readonly complaints: readonly BadRow[] };

function readEntry(node: Node, document: Document, lines: LineCounter): Entry {
  const read = mappingSchema.safeParse(valueOf(node, document));
  if (read.success) {
    const serviceLine = lineOf(lines, node, ['service']);
    return { ok: true, line: lineOf(lines, node, []), mapping: { definition: read.data, serviceLine } };
  }
  const complaints = read.error.issues.map(({ path, message }) => {
    const keys = path.filter((part) => typeof part !== 'symbol');
    return { line: lineOf(lines, node, keys), column: keys.length === 0 ? null : fieldOf(keys), reason: message };
  });
  return { ok: false, complaints };
}

function withoutTwins(entries: readonly Entry[]): MappingFile {
  const lineByKey = new Map<string, number>();
  const mappings: FileMapping[] = [];
  const complaints: BadRow[] = [];
  for (const entry of entries) {
    if (!entry.ok) {
      complaints.push(...entry.complaints);
      continue;
    }
    const key = mappingKey(entry.mapping.definition);
    const first = lineByKey.get(key);
    if (first === undefined) {
      lineByKey.set(key, entry.line);
      mappings.push(entry.mapping);
    } else {
      complaints.push({
        line: entry.line,
        column: null,
        reason: `maps the same repository and service as line ${first}`,
      });
    }
  }
  return { mappings, complaints };
}
