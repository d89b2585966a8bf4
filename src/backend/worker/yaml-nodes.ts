import { isMap, isNode, isSeq } from 'yaml';
import type { Document, LineCounter, Node } from 'yaml';

/** Where things stand in a YAML file, for complaints about them. */

/** Keys and indexes from a node to what is below it. */
export type Path = readonly (string | number)[];

/** The line of what the path leads to, or of the last thing on the way that is there. */
export function lineOf(lines: LineCounter, node: Node, path: Path): number {
  let found = node;
  for (const part of path) {
    const next: unknown = isMap(found) || isSeq(found) ? found.get(part, true) : undefined;
    if (!isNode(next) || !next.range) {
      break;
    }
    found = next;
  }
  return lines.linePos(found.range?.[0] ?? 0).line;
}

/** `spec.objectives[0].target`. */
export function fieldOf(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${part}`))
    .join('');
}

/** What a node holds; undefined for aliases that grow without bounds. */
export function valueOf(node: Node, document: Document): unknown {
  try {
    return node.toJS(document);
  } catch {
    return undefined;
  }
}

/** Why a document cannot be read, in few words, and on which line; null where it can. */
export function syntaxError(
  document: Document,
  lines: LineCounter
): { readonly line: number; readonly reason: string } | null {
  const [error] = document.errors;
  if (error === undefined) {
    return null;
  }
  const [reason = ''] = error.message.split(/ at line \d+|\n/, 1);
  return { line: lines.linePos(error.pos[0]).line, reason: `is not YAML: ${reason}` };
}
