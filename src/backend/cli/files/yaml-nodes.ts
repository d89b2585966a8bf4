import { Lexer, Parser, isMap, isNode, isSeq } from 'yaml';
import type { Document, LineCounter, Node } from 'yaml';

/** Where things stand in a YAML file, for complaints about them. */

/** Keys and indexes from a node to what is below it. */
export type Path = readonly (string | number)[];

/** How deep lists and maps may lie in one another; no file of ours goes a tenth as deep. */
const MAX_DEPTH = 200;

/**
 * The line from which a text goes deeper than any file of ours; null where it does not. To be asked before it is
 * read: documents are put together by calls in calls, and one that is deep enough ends the process.
 */
export function tooDeepLine(text: string): number | null {
  const parser = new Parser();
  let line = 1;
  for (const lexeme of new Lexer().lex(text)) {
    line += lexeme.split('\n').length - 1;
    // Its tokens are of no use: the parser's stack is what is asked for.
    Array.from(parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH) {
      return line;
    }
  }
  return null;
}

/** What is said of such a text. */
export const TOO_DEEP = `goes more than ${MAX_DEPTH} levels deep`;

/** How files are read: what the library says of a mistake is told with our own line, and once for each is slow. */
export const YAML_OPTIONS = { prettyErrors: false } as const;

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
